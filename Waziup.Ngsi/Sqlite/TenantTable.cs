using System.Collections.Frozen;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Sqlite;

/// <summary>The tenants, mirrored in memory; a row is written by the first write that is committed.</summary>
internal sealed class TenantTable : ITenants
{
    private readonly List<(TenantId Tenant, long Number)> _unsure = [];
    private volatile Snapshot _known = new([]);

    /// <inheritdoc/>
    public bool Exists(TenantId tenant) => _known.Numbers.ContainsKey(tenant);

    /// <inheritdoc/>
    public IReadOnlyList<TenantId> List() => _known.Listed;

    /// <summary>The number of a tenant that exists; 0 for one that does not.</summary>
    public long Find(TenantId tenant) => _known.Numbers.GetValueOrDefault(tenant);

    /// <summary>Reads all tenants.</summary>
    public void Load(Connection connection)
    {
        var numbers = new Dictionary<TenantId, long>();
        var rows = connection.Prepare("select name, id from tenant");
        while (rows.Step())
            numbers[rows.Tenant(0)] = rows.Long(1);
        connection.Forget(rows);
        _known = new Snapshot(numbers);
    }

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

    /// <summary>Writes the row of a new tenant in the running transaction.</summary>
    public long Add(Connection connection, TenantId tenant)
    {
        var insert = connection.Prepare("insert into tenant (name) values (?) returning id");
        try
        {
            insert.BindText(1, tenant.Value);
            insert.Step();
            var number = insert.Long(0);
            insert.Step();
            _unsure.Add((tenant, number));
            return number;
        }
        finally
        {
            connection.Forget(insert);
        }
    }

    public void Committed()
    {
        if (_unsure.Count == 0)
            return;
        var numbers = new Dictionary<TenantId, long>(_known.Numbers);
        foreach (var (tenant, number) in _unsure)
            numbers[tenant] = number;
        _unsure.Clear();
        _known = new Snapshot(numbers);
    }

    public void RolledBack() => _unsure.Clear();

    private sealed class Snapshot(Dictionary<TenantId, long> numbers)
    {
        public FrozenDictionary<TenantId, long> Numbers { get; } = numbers.ToFrozenDictionary();

        /// <summary>The default tenant has the empty name, so it comes first.</summary>
        public IReadOnlyList<TenantId> Listed { get; } = [.. numbers.Keys.OrderBy(tenant => tenant.Value, StringComparer.Ordinal)];
    }
}
