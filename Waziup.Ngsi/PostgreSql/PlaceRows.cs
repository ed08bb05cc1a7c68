using Npgsql;
using NpgsqlTypes;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query.Indexing;

namespace Waziup.Ngsi.PostgreSql;

/// <summary>What a group changes in the indexes of places.</summary>
internal sealed class PlaceRows
{
    private static readonly string Upsert =
        $"""
        insert into place (tenant, indexed, entity, box)
        select u.tenant, u.indexed, u.entity, box(point(u.east, u.north), point(u.west, u.south))
        from ({Unnested.Rows("tenant, indexed, entity, west, east, south, north")}) u
        on conflict (tenant, indexed, entity) do update set box = excluded.box
        """;

    private static readonly string Delete =
        $"""
        delete from place p using ({Unnested.Rows("tenant, indexed, entity")}) u
        where p.tenant = u.tenant and p.indexed = u.indexed and p.entity = u.entity
        """;

    private readonly List<(Index Index, long Entity, Box Box)> _set = [];
    private readonly List<(Index Index, long Entity)> _gone = [];

    public void Add(Index index, long entity, Entity? before, Entity? after)
    {
        var box = IndexedValues.BoxOf(after, index.Key.Attribute.Utf8);
        if (box == IndexedValues.BoxOf(before, index.Key.Attribute.Utf8))
            return;
        if (box is { } place)
            _set.Add((index, entity, place));
        else
            _gone.Add((index, entity));
    }

    public void Write(NpgsqlBatch batch)
    {
        if (_set.Count > 0)
        {
            var command = new NpgsqlBatchCommand(Upsert);
            command.Parameters.AddColumn(NpgsqlDbType.Integer, _set.ConvertAll(row => row.Index.Tenant))
                .AddColumn(NpgsqlDbType.Integer, _set.ConvertAll(row => row.Index.Id)).AddColumn(NpgsqlDbType.Bigint, _set.ConvertAll(row => row.Entity))
                .AddColumn(NpgsqlDbType.Double, _set.ConvertAll(row => row.Box.West)).AddColumn(NpgsqlDbType.Double, _set.ConvertAll(row => row.Box.East))
                .AddColumn(NpgsqlDbType.Double, _set.ConvertAll(row => row.Box.South)).AddColumn(NpgsqlDbType.Double, _set.ConvertAll(row => row.Box.North));
            batch.BatchCommands.Add(command);
        }
        if (_gone.Count > 0)
        {
            var command = new NpgsqlBatchCommand(Delete);
            command.Parameters.AddColumn(NpgsqlDbType.Integer, _gone.ConvertAll(row => row.Index.Tenant))
                .AddColumn(NpgsqlDbType.Integer, _gone.ConvertAll(row => row.Index.Id)).AddColumn(NpgsqlDbType.Bigint, _gone.ConvertAll(row => row.Entity));
            batch.BatchCommands.Add(command);
        }
    }
}
