using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query.Indexing;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Sqlite;

/// <summary>The rows of indexes, for the writer.</summary>
internal sealed class IndexRows(Connection connection)
{
    private readonly Statement _addValue = connection.Prepare("insert or ignore into value (indexed, value, entity) values (?, ?, ?)");
    private readonly Statement _removeValue = connection.Prepare("delete from value where indexed = ? and value = ? and entity = ?");
    private readonly Statement _setPlace = connection.Prepare("insert or replace into place (id, west, east, south, north) values (?, ?, ?, ?, ?)");
    private readonly Statement _removePlace = connection.Prepare("delete from place where id = ?");

    private readonly Statement _take = connection.Prepare(
        """
        select e.key, e.id, e.idx, e.doc from entity_type t join entity e on e.key = t.entity
        where t.tenant = ? and t.type = ? and t.entity > (select built from indexed where id = ?) order by t.entity limit ?
        """);

    private readonly Statement _advance = connection.Prepare("update indexed set built = max(built, ?1), complete = ?2 where id = ?3");

    /// <summary>Changes what an index says of an entity.</summary>
    public void Write(IndexTable.Index index, long key, Entity? before, Entity? after)
    {
        if (index.IsPlace)
            WritePlace(index, key, before, after);
        else
            WriteValues(index, key, before, after);
    }

    /// <summary>Shows the next entities that an index has not taken in.</summary>
    /// <returns>The key of the last; 0 where there are no more.</returns>
    public long Take(IndexTable.Index index, int count, Action<long, Entity> show, INumberedNames names)
    {
        var taken = new List<(long Key, Entity Entity)>();
        _take.Bind(1, index.Tenant);
        _take.Bind(2, index.Type);
        _take.Bind(3, index.Id);
        _take.Bind(4, count);
        try
        {
            while (_take.Step())
                taken.Add((_take.Long(0), EntityDecoder.Decode(EntityId.Trusted(_take.Text(1)), _take.Blob(3), _take.Blob(2), names)));
        }
        finally
        {
            _take.Reset();
        }
        foreach (var (key, entity) in taken)
            show(key, entity);
        return taken.Count == count ? taken[^1].Key : 0;
    }

    /// <summary>Notes how far an index was built; 0: it is complete.</summary>
    public void Advance(long index, long last)
    {
        _advance.Bind(1, last);
        _advance.Bind(2, last == 0 ? 1 : 0);
        _advance.Bind(3, index);
        _advance.Run();
    }

    private void WriteValues(IndexTable.Index index, long key, Entity? before, Entity? after)
    {
        var (gone, added) = IndexedValues.Changes(before, after, index.Name);
        foreach (var value in gone)
            Run(_removeValue, index, value, key);
        foreach (var value in added)
            Run(_addValue, index, value, key);
    }

    private void WritePlace(IndexTable.Index index, long key, Entity? before, Entity? after)
    {
        var box = IndexedValues.BoxOf(after, index.Name);
        if (box == IndexedValues.BoxOf(before, index.Name))
            return;
        var statement = box is null ? _removePlace : _setPlace;
        statement.Bind(1, (key * IndexTable.Slots) + index.Slot);
        if (box is { } place)
        {
            statement.Bind(2, place.West);
            statement.Bind(3, place.East);
            statement.Bind(4, place.South);
            statement.Bind(5, place.North);
        }
        statement.Run();
    }

    private static void Run(Statement statement, IndexTable.Index index, IndexedValue value, long key)
    {
        statement.Bind(1, index.Id);
        if (value.Text is null)
            statement.Bind(2, value.Number);
        else
            statement.BindBlob(2, value.Text);
        statement.Bind(3, key);
        statement.Run();
    }
}
