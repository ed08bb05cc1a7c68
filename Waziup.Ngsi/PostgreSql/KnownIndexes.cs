using Npgsql;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Query.Indexing;

namespace Waziup.Ngsi.PostgreSql;

/// <summary>The indexes of a store, mirrored in memory. Read without a lock.</summary>
internal sealed class KnownIndexes(NameTable names)
{
    /// <summary>What grows with each index that comes, as a column: with it a writer looks whether it knows all.</summary>
    public const string Version = "(select value::bigint from meta where name = 'indexes')";

    private const string ReadVersion = "select " + Version;

    private const string All = "select id, tenant, type, attr, place, complete from indexed order by id";

    private readonly Lock _gate = new();
    private volatile Indexes _current = new(-1, []);

    /// <summary>Those that are known now.</summary>
    public Indexes Current => _current;

    /// <summary>Reads them all.</summary>
    public void Load(NpgsqlDataSource source)
    {
        using var connection = source.OpenConnection();
        Load(connection);
    }

    /// <summary>Reads them all; others may have read newer ones meanwhile, which stay.</summary>
    /// <returns>What was read.</returns>
    public Indexes Load(NpgsqlConnection connection)
    {
        // The version first: what is read after it is at least as new.
        var version = Number(connection);
        var found = new List<Index>();
        using (var command = new NpgsqlCommand(All, connection))
        {
            using var rows = command.ExecuteReader();
            while (rows.Read())
            {
                var key = new IndexKey(new Iri(names.TextOf(rows.GetInt32(2))), new Iri(names.TextOf(rows.GetInt32(3))), rows.GetBoolean(4));
                found.Add(new Index(rows.GetInt32(0), rows.GetInt32(1), key, rows.GetBoolean(5)));
            }
        }
        var read = new Indexes(version, found);
        lock (_gate)
        {
            if (read.Version > _current.Version)
                _current = read;
        }
        return read;
    }

    private static long Number(NpgsqlConnection connection)
    {
        using var command = new NpgsqlCommand(ReadVersion, connection);
        return (long)command.ExecuteScalar()!;
    }
}
