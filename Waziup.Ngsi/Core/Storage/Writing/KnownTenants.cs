using System.Collections.Frozen;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Storage.Writing;

/// <summary>The tenants of a store with their numbers, mirrored in memory. Read without a lock.</summary>
internal sealed class KnownTenants : ITenants
{
    private readonly Lock _gate = new();

    // What the running transaction of the writer has added.
    private readonly List<(TenantId Tenant, long Number)> _unsure = [];
    private volatile Snapshot _known = new([]);

    /// <inheritdoc/>
    public bool Exists(TenantId tenant) => _known.Numbers.ContainsKey(tenant);

    /// <inheritdoc/>
    public IReadOnlyList<TenantId> List() => _known.Listed;

    /// <summary>The number of a tenant that exists; 0 for one that does not.</summary>
    public long Find(TenantId tenant) => _known.Numbers.GetValueOrDefault(tenant);

    /// <summary>The number of a tenant for the writer, zero for one that nothing was written for.</summary>
    public long FindForWrite(TenantId tenant)
    {
        var number = Find(tenant);
        for (var i = 0; number == 0 && i < _unsure.Count; i++)
        {
            if (_unsure[i].Tenant == tenant)
                number = _unsure[i].Number;
        }
        return number;
    }

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

    /// <summary>The writer has added one in its transaction.</summary>
    public void Add(TenantId tenant, long number) => _unsure.Add((tenant, number));

    /// <summary>The writer has committed.</summary>
    /// <returns>Whether a tenant came into being by that.</returns>
    public bool Committed()
    {
        if (_unsure.Count == 0)
            return false;
        Know(_unsure);
        _unsure.Clear();
        return true;
    }

    /// <summary>The writer has rolled back.</summary>
    public void RolledBack() => _unsure.Clear();

    private sealed class Snapshot(Dictionary<TenantId, long> numbers)
    {
        public FrozenDictionary<TenantId, long> Numbers { get; } = numbers.ToFrozenDictionary();

        /// <summary>The default tenant has the empty name, so it comes first.</summary>
        public IReadOnlyList<TenantId> Listed { get; } = [.. numbers.Keys.OrderBy(tenant => tenant.Value, StringComparer.Ordinal)];
    }
}
