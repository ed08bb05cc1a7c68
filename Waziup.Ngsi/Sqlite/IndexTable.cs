using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query.Indexing;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Sqlite;

/// <summary>The indexes that queries have asked for, for the writer: kept with each entity that is written, and made from those that are there.</summary>
internal sealed class IndexTable
{
    /// <summary>How many places of one entity may be indexed.</summary>
    public const int Slots = 64;

    private const int MostOfTenant = 32;

    private readonly Connection _connection;
    private readonly NameTable _names;
    private readonly IndexRows _rows;
    private readonly Dictionary<(long Tenant, long Type), List<Index>> _indexes = [];
    private readonly Statement _all;
    private readonly Statement _add;
    private bool _isUnsure;

    public IndexTable(Connection connection, NameTable names)
    {
        _connection = connection;
        _names = names;
        _rows = new IndexRows(connection);
        _all = connection.Prepare("select id, tenant, type, attr, place, slot from indexed");
        _add = connection.Prepare("insert into indexed (tenant, type, attr, place, slot) values (?, ?, ?, ?, ?)");
        Load();
    }

    /// <summary>Adds an index, which is to be built then; nothing where it is there, or where the tenant has as many as it may.</summary>
    public void Add(long tenant, IndexKey key)
    {
        var (type, attribute) = (_names.NumberOf(key.Type.Utf8), _names.NumberOf(key.Attribute.Utf8));
        var all = _indexes.Where(pair => pair.Key.Tenant == tenant).SelectMany(pair => pair.Value).ToList();
        if (all.Count >= MostOfTenant || all.Exists(index => index.Type == type && index.Attribute == attribute && index.IsPlace == key.IsPlace))
            return;
        var slot = key.IsPlace ? Enumerable.Range(0, Slots).First(free => !all.Exists(index => index.IsPlace && index.Slot == free)) : 0;
        _add.Bind(1, tenant);
        _add.Bind(2, type);
        _add.Bind(3, attribute);
        _add.Bind(4, key.IsPlace ? 1 : 0);
        _add.Bind(5, slot);
        _add.Run();
        _isUnsure = true;
        Load();
    }

    /// <summary>Takes some of the entities that are there into an index that is not complete; at the end it is.</summary>
    /// <returns>Whether there was one.</returns>
    public bool Build(int count)
    {
        var open = _connection.Number("select min(id) from indexed where complete = 0");
        if (_indexes.Values.SelectMany(list => list).FirstOrDefault(index => index.Id == open) is not { } index)
            return false;
        var last = _rows.Take(index, count, (key, entity) => _rows.Write(index, key, null, entity), _names);
        _rows.Advance(index.Id, last);
        return true;
    }

    /// <summary>Keeps the indexes when an entity changes; null is an entity that is not there.</summary>
    public void Write(long tenant, long key, Entity? before, Entity? after)
    {
        if (_indexes.Count == 0)
            return;
        foreach (var change in new TypeChanges(before, after))
        {
            foreach (var index in _indexes.GetValueOrDefault((tenant, _names.NumberOf(change.Type))) ?? [])
                _rows.Write(index, key, change.Was ? before : null, change.Is ? after : null);
        }
    }

    /// <summary>A transaction has begun.</summary>
    public void Begin()
    {
        // One that added an index was rolled back.
        if (_isUnsure)
            Load();
        _isUnsure = false;
    }

    /// <summary>Some may have gone with their tenant.</summary>
    public void Forgotten()
    {
        _isUnsure = true;
        Load();
    }

    public void Committed() => _isUnsure = false;

    private void Load()
    {
        _indexes.Clear();
        try
        {
            while (_all.Step())
            {
                var index = new Index(
                    _all.Long(0), _all.Long(1), _all.Long(2), _all.Long(3), _names.NameOf(_all.Long(3)).ToArray(), _all.Long(4) != 0, (int)_all.Long(5));
                if (!_indexes.TryGetValue((index.Tenant, index.Type), out var list))
                    _indexes.Add((index.Tenant, index.Type), list = []);
                list.Add(index);
            }
        }
        finally
        {
            _all.Reset();
        }
    }

    /// <summary>One index.</summary>
    internal sealed record Index(long Id, long Tenant, long Type, long Attribute, byte[] Name, bool IsPlace, int Slot);
}
