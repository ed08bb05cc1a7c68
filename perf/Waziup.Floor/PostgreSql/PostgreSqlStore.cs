using Npgsql;
using NpgsqlTypes;

namespace Waziup.Floor.PostgreSql;

/// <summary>A database of PostgreSQL: a pool of connections, a prepared statement for each request, no transactions but the statement's own.</summary>
internal sealed class PostgreSqlStore : IStore
{
    const int Connections = 16;
    const int Prepared = 32;

    const string Schema =
        """
        create table if not exists entity(id text collate "C" primary key, doc bytea not null);
        create table if not exists station(
            key bigserial, id text collate "C" not null unique, type text collate "C", level float8 not null,
            lon float8 not null, lat float8 not null, place point generated always as (point(lon, lat)) stored, doc bytea not null,
            primary key (type, key));
        create index if not exists station_level on station(type, level, key);
        create index if not exists station_place on station using gist(place);
        create table if not exists series(key bigserial primary key, id text collate "C" not null unique, type bytea not null);
        create table if not exists history(entity bigint, at bigint, num float8 not null, unit bytea not null, primary key (entity, at));
        """;

    readonly NpgsqlDataSource _source;

    PostgreSqlStore(NpgsqlDataSource source) => _source = source;

    public string Near => Statements.NearInPostgreSql;

    public static async Task<PostgreSqlStore> OpenAsync(string connection)
    {
        var settings = new NpgsqlConnectionStringBuilder(connection)
        {
            MaxPoolSize = Connections,
            MaxAutoPrepare = Prepared,
            AutoPrepareMinUsages = 1,
            NoResetOnClose = true,
        };
        var store = new PostgreSqlStore(NpgsqlDataSource.Create(settings));
        await using var schema = store._source.CreateCommand(Schema);
        await schema.ExecuteNonQueryAsync();
        return store;
    }

    public async ValueTask<bool> InsertAsync(string id, ReadOnlyMemory<byte> document)
    {
        await using var command = Command("insert into entity(id, doc) values($1, $2) on conflict do nothing", id, document);
        return await command.ExecuteNonQueryAsync() > 0;
    }

    public async ValueTask<bool> UpdateAsync(string id, ReadOnlyMemory<byte> document)
    {
        await using var command = Command("update entity set doc = $2 where id = $1", id, document);
        return await command.ExecuteNonQueryAsync() > 0;
    }

    public Task FindAsync(ReadOnlySpan<char> id, HttpResponse response) => FindAsync(id.ToString(), response);

    public async ValueTask ReadAsync(Question question, Action<IRow> take)
    {
        await using var command = Command(question.Sql.Replace('?', '$'), question.Values);
        await using var reader = await command.ExecuteReaderAsync();
        var row = new Row(reader);
        while (await reader.ReadAsync())
            take(row);
    }

    public async ValueTask<byte[]> AnyAsync()
    {
        await using var command = Command("select doc from entity limit 1");
        return (byte[]?)await command.ExecuteScalarAsync() ?? [];
    }

    public async ValueTask FillAsync(IReadOnlyList<DocumentRow> rows)
    {
        await using var command = Command(
            "insert into entity(id, doc) select * from unnest($1, $2) on conflict (id) do update set doc = excluded.doc",
            rows.Select(row => row.Id).ToArray(), rows.Select(row => row.Document.ToArray()).ToArray());
        await command.ExecuteNonQueryAsync();
    }

    public async ValueTask FillAsync(IReadOnlyList<StationRow> rows)
    {
        await using var command = Command(
            "insert into station(id, type, level, lon, lat, doc) select * from unnest($1, $2, $3, $4, $5, $6)",
            rows.Select(row => row.Id).ToArray(), rows.Select(row => row.Type).ToArray(), rows.Select(row => row.Level).ToArray(),
            rows.Select(row => row.Longitude).ToArray(), rows.Select(row => row.Latitude).ToArray(), rows.Select(row => row.Document.ToArray()).ToArray());
        await command.ExecuteNonQueryAsync();
    }

    public async ValueTask FillAsync(Series series, IReadOnlyList<Reading> rows)
    {
        await using var head = Command("insert into series(id, type) values($1, convert_to($2, 'UTF8')) on conflict do nothing", series.Id, series.Type);
        await head.ExecuteNonQueryAsync();
        await using var command = Command(
            """
            insert into history(entity, at, num, unit)
            select (select key from series where id = $1), at, num, convert_to(unit, 'UTF8') from unnest($2, $3, $4) as reading(at, num, unit)
            """,
            series.Id, rows.Select(row => row.At).ToArray(), rows.Select(row => row.Value).ToArray(), rows.Select(row => row.Unit).ToArray());
        await command.ExecuteNonQueryAsync();
    }

    public ValueTask DisposeAsync() => _source.DisposeAsync();

    async Task FindAsync(string id, HttpResponse response)
    {
        byte[]? document;
        await using (var command = Command("select doc from entity where id = $1", id))
            document = (byte[]?)await command.ExecuteScalarAsync();

        if (document is null)
            response.StatusCode = StatusCodes.Status404NotFound;
        else
            await Answer.SendAsync(response, document);
    }

    NpgsqlCommand Command(string sql, params object[] values)
    {
        var command = _source.CreateCommand(sql);
        foreach (var value in values)
            command.Parameters.Add(Parameter(value));

        return command;
    }

    static NpgsqlParameter Parameter(object value) => value switch
    {
        string text => new NpgsqlParameter<string> { TypedValue = text, NpgsqlDbType = NpgsqlDbType.Text },
        long number => new NpgsqlParameter<long> { TypedValue = number },
        double number => new NpgsqlParameter<double> { TypedValue = number },
        ReadOnlyMemory<byte> bytes => new NpgsqlParameter<ReadOnlyMemory<byte>> { TypedValue = bytes },
        _ => new NpgsqlParameter { Value = value },
    };
}
