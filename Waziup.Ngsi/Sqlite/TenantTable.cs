using Waziup.Ngsi.Model;
using Waziup.Ngsi.Storage.Writing;

namespace Waziup.Ngsi.Sqlite;

/// <summary>The rows of tenants, for the writer; one is written by the first write that is committed.</summary>
internal sealed class TenantTable(Connection connection, KnownTenants tenants)
{
    /// <summary>The part of a statement that has the names of tenants, without the deleted ones.</summary>
    public const string Named = $"tenant t on t.name not glob '{DroppedTenants.Open}*' and t.id = ";

    private readonly Statement _insert = connection.Prepare("insert into tenant (name) values (?) returning id");
    private readonly Statement _drop = connection.Prepare($"update tenant set name = '{DroppedTenants.Open}' || id where name = ?");

    // What the running transaction has added.
    private readonly List<(TenantId Tenant, long Number)> _new = [];
    private bool _hasDropped;

    /// <summary>Reads all tenants.</summary>
    public static void Load(Connection connection, KnownTenants tenants)
    {
        var found = new List<(string, long)>();
        var rows = connection.Prepare("select name, id from tenant");
        while (rows.Step())
            found.Add((rows.Text(0), rows.Long(1)));
        connection.Forget(rows);
        tenants.Know(found);
    }

    /// <summary>The number of a tenant; 0 for one that nothing was written for.</summary>
    public long Find(TenantId tenant)
    {
        var number = tenants.Find(tenant);
        return number != 0 ? number : _new.Find(added => added.Tenant == tenant).Number;
    }

    /// <summary>The number of a tenant, which comes into being where it is new.</summary>
    public long FindOrAdd(TenantId tenant)
    {
        if (Find(tenant) is not 0 and var known)
            return known;
        var number = Add(tenant);
        _new.Add((tenant, number));
        return number;
    }

    /// <summary>Makes a tenant a deleted one. What the same transaction still writes for it goes with it.</summary>
    /// <returns>Whether there was one.</returns>
    public bool Drop(TenantId tenant)
    {
        _drop.BindText(1, tenant.Value);
        if (_drop.Run() == 0)
            return false;
        if (tenant == TenantId.Default)
            Add(tenant);
        return _hasDropped = true;
    }

    public void Committed()
    {
        if (_hasDropped)
            Load(connection, tenants);
        else if (_new.Count > 0)
            tenants.Know(_new.Select(added => (added.Tenant.Value, added.Number)));
        RolledBack();
    }

    public void RolledBack()
    {
        _new.Clear();
        _hasDropped = false;
    }

    private long Add(TenantId tenant)
    {
        try
        {
            _insert.BindText(1, tenant.Value);
            _insert.Step();
            var number = _insert.Long(0);
            _insert.Step();
            return number;
        }
        finally
        {
            _insert.Reset();
        }
    }
}
