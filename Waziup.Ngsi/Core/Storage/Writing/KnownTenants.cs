using System.Collections.Frozen;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Storage.Writing;

/// <summary>The tenants of a store with their numbers, mirrored in memory. Read without a lock.</summary>
internal sealed class KnownTenants
{
    // A number is given out once.
    private readonly HashSet<long> _gone = [];
    private readonly Lock _gate = new();
    private volatile Snapshot _known = new([]);

    /// <summary>Whether the tenant exists.</summary>
    public bool Exists(TenantId tenant) => _known.Numbers.ContainsKey(tenant);

    /// <summary>All of them, the default one first.</summary>
    public IReadOnlyList<TenantId> List() => _known.Listed;

    /// <summary>The number of a tenant that exists; 0 for one that does not.</summary>
    public long Find(TenantId tenant) => _known.Numbers.GetValueOrDefault(tenant);

    /// <summary>Takes over what the store has: names of tenants, and those that <see cref="DroppedTenants"/> gives to the deleted ones. Others that are known stay.</summary>
    public void Know(IEnumerable<(string Name, long Number)> rows)
    {
        lock (_gate)
        {
            var numbers = new Dictionary<TenantId, long>(_known.Numbers);
            var found = rows.ToList();
            _gone.UnionWith(found.Where(row => DroppedTenants.Is(row.Name)).Select(row => row.Number));
            foreach (var gone in numbers.Where(pair => _gone.Contains(pair.Value)).ToList())
                numbers.Remove(gone.Key);
            foreach (var (name, number) in found)
            {
                if (!_gone.Contains(number) && TenantId.TryParseStored(name, out var tenant))
                    numbers[tenant] = number;
            }
            if (!numbers.OrderBy(pair => pair.Value).SequenceEqual(_known.Numbers.OrderBy(pair => pair.Value)))
                _known = new Snapshot(numbers);
        }
    }

    private sealed class Snapshot(Dictionary<TenantId, long> numbers)
    {
        public FrozenDictionary<TenantId, long> Numbers { get; } = numbers.ToFrozenDictionary();

        /// <summary>The default tenant has the empty name, so it comes first.</summary>
        public IReadOnlyList<TenantId> Listed { get; } = [.. numbers.Keys.OrderBy(tenant => tenant.Value, StringComparer.Ordinal)];
    }
}
