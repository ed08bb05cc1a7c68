using System.Collections.Frozen;
using Npgsql;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Query.Indexing;

namespace Waziup.Ngsi.PostgreSql;

/// <summary>The indexes of a store, mirrored in memory. Read without a lock.</summary>
internal sealed class KnownIndexes(NameTable names)
{
    private const string All = "select id, tenant, type, attr, place, complete from indexed order by id";

    private volatile Snapshot _known = new([]);

    /// <summary>What changes with each index that comes: the statement with which a writer looks whether it knows all, and what it answers then.</summary>
    public const string Version = "select count(*) from indexed";

    /// <summary>How many there are; see <see cref="Version"/>.</summary>
    public long Count => _known.All.Count;

    public Index? Find(int id) => _known.All.Find(index => index.Id == id);

    /// <summary>Those that have to be kept with the entities of a tenant and type.</summary>
    public IReadOnlyList<Index> Of(int tenant, ReadOnlySpan<byte> type)
    {
        var known = _known;
        if (known.All.Count == 0 || !known.ByTenant.TryGetValue(tenant, out var all))
            return [];
        List<Index>? found = null;
        foreach (var index in all)
        {
            if (type.SequenceEqual(index.Key.Type.Utf8))
                (found ??= []).Add(index);
        }
        return found ?? (IReadOnlyList<Index>)[];
    }

    /// <summary>One that is complete; null for none.</summary>
    public Index? Complete(int tenant, IndexKey key) =>
        _known.ByTenant.TryGetValue(tenant, out var all) ? all.Find(index => index.IsComplete && index.Key == key) : null;

    /// <summary>Reads them all.</summary>
    public void Load(NpgsqlDataSource source)
    {
        using var connection = source.OpenConnection();
        Load(connection);
    }

    /// <summary>Reads them all.</summary>
    public void Load(NpgsqlConnection connection)
    {
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
        _known = new Snapshot(found);
    }

    private sealed class Snapshot(List<Index> all)
    {
        public List<Index> All { get; } = all;

        public FrozenDictionary<int, List<Index>> ByTenant { get; } = all.GroupBy(index => index.Tenant).ToFrozenDictionary(group => group.Key, group => group.ToList());
    }
}
