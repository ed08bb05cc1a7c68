using System.Collections.Frozen;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Storage.Writing;

/// <summary>The tenants of a store with their numbers, mirrored in memory. Read without a lock.</summary>
internal sealed class KnownTenants : ITenants
{
    private readonly Lock _gate = new();
    private volatile Snapshot _known = new([]);

    /// <inheritdoc/>
    public bool Exists(TenantId tenant) => _known.Numbers.ContainsKey(tenant);

    /// <inheritdoc/>
    public IReadOnlyList<TenantId> List() => _known.Listed;

    /// <summary>The number of a tenant that exists; 0 for one that does not.</summary>
    public long Find(TenantId tenant) => _known.Numbers.GetValueOrDefault(tenant);

    /// <summary>Takes tenants over that the store has; others that are known stay.</summary>
    public void Know(IEnumerable<(TenantId Tenant, long Number)> tenants)
    {
        lock (_gate)
        {
            var numbers = new Dictionary<TenantId, long>(_known.Numbers);
            foreach (var (tenant, number) in tenants)
                numbers[tenant] = number;
            if (numbers.Count != _known.Numbers.Count)
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
