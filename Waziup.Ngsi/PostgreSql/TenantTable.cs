using Npgsql;
using Waziup.Ngsi.Storage.Writing;

namespace Waziup.Ngsi.PostgreSql;

/// <summary>The rows of tenants.</summary>
internal static class TenantTable
{
    /// <summary>Adds one, or finds it where another node has added it; answers its number.</summary>
    public const string Insert = "insert into tenant (name) values ($1) on conflict (name) do update set name = excluded.name returning id";

    /// <summary>The part of a statement that has the names of tenants, without the deleted ones.</summary>
    public const string Named = $"tenant t on t.name not like '{DroppedTenants.Open}%' and t.id = ";

    /// <summary>Reads all of them.</summary>
    public static void Load(NpgsqlDataSource source, KnownTenants tenants)
    {
        using var connection = source.OpenConnection();
        Load(connection, tenants);
    }

    /// <summary>Reads all of them.</summary>
    public static void Load(NpgsqlConnection connection, KnownTenants tenants)
    {
        var found = new List<(string, long)>();
        using var command = new NpgsqlCommand("select name, id from tenant", connection);
        using var rows = command.ExecuteReader();
        while (rows.Read())
            found.Add((rows.GetString(0), rows.GetInt32(1)));
        tenants.Know(found);
    }
}
