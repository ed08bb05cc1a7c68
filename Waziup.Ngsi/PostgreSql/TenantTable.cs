using Npgsql;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Storage.Writing;

namespace Waziup.Ngsi.PostgreSql;

/// <summary>The rows of tenants.</summary>
internal static class TenantTable
{
    /// <summary>Adds one, or finds it where another node has added it; answers its number.</summary>
    public const string Insert = "insert into tenant (name) values ($1) on conflict (name) do update set name = excluded.name returning id";

    /// <summary>Reads all of them.</summary>
    public static void Load(NpgsqlDataSource source, KnownTenants tenants)
    {
        var found = new List<(TenantId, long)>();
        using var command = source.CreateCommand("select name, id from tenant");
        using var rows = command.ExecuteReader();
        while (rows.Read())
        {
            if (TenantId.TryParse(rows.GetString(0), out var tenant))
                found.Add((tenant, rows.GetInt32(1)));
        }
        tenants.Know(found);
    }
}
