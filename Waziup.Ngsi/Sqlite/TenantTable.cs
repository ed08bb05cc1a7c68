using Waziup.Ngsi.Model;
using Waziup.Ngsi.Storage.Writing;

namespace Waziup.Ngsi.Sqlite;

/// <summary>The rows of tenants; one is written by the first write that is committed.</summary>
internal static class TenantTable
{
    /// <summary>Reads all tenants.</summary>
    public static void Load(Connection connection, KnownTenants tenants)
    {
        var found = new List<(TenantId, long)>();
        var rows = connection.Prepare("select name, id from tenant");
        while (rows.Step())
            found.Add((rows.Tenant(0), rows.Long(1)));
        connection.Forget(rows);
        tenants.Know(found);
    }

    /// <summary>Writes the row of a new tenant in the running transaction.</summary>
    public static long Add(Connection connection, KnownTenants tenants, TenantId tenant)
    {
        var insert = connection.Prepare("insert into tenant (name) values (?) returning id");
        try
        {
            insert.BindText(1, tenant.Value);
            insert.Step();
            var number = insert.Long(0);
            insert.Step();
            tenants.Add(tenant, number);
            return number;
        }
        finally
        {
            connection.Forget(insert);
        }
    }
}
