using Npgsql;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.PostgreSql;

/// <summary>Fills a page from pieces, each a round trip; mostly the first is enough.</summary>
/// <remarks>
/// An index leads where few of its rows fit. Where many do, entities are looked at in their order first: the page may soon be full. Only if it
/// is not, the index is asked for all.
/// </remarks>
/// <param name="connection">Asks.</param>
/// <param name="tenant">The tenant's number.</param>
/// <param name="query">The query.</param>
/// <param name="page">What is to be filled.</param>
/// <param name="fits">Whether the id of a row fits.</param>
/// <param name="read">Reads the entity of a row.</param>
internal sealed class PieceReader(
    NpgsqlConnection connection, int tenant, EntityQuery query, FilteredPage page, Func<FilterSql, NpgsqlDataReader, bool> fits,
    Func<NpgsqlDataReader, Entity> read)
{
    private const int FewRows = 1_000;
    private const int MoreThanWanted = 16;
    private const int MostAtOnce = 512;
    private const int LooksAtFirst = 2_000;

    private long _after;

    /// <returns>How many pieces it took.</returns>
    public async ValueTask<int> RunAsync(IndexScan? index, CancellationToken cancel)
    {
        var wanted = (int)Math.Min((long)query.Offset + query.Limit + MoreThanWanted, MostAtOnce);
        var pieces = 0;
        if (index is not null)
        {
            var (isDone, isFew) = (false, true);
            for (var limit = wanted; isFew && !isDone; limit = MostAtOnce, pieces++)
                (isDone, isFew) = await PieceAsync(index, FewRows + 1, limit, cancel);
            if (isDone)
                return pieces;
        }
        for (var limit = wanted; index is null || page.Seen < LooksAtFirst; limit = Math.Min(4 * limit, MostAtOnce), pieces++)
        {
            if ((await PieceAsync(null, 0, limit, cancel)).IsDone)
                return pieces + 1;
        }
        while (!(await PieceAsync(index, 0, MostAtOnce, cancel)).IsDone)
            pieces++;
        return pieces + 1;
    }

    /// <returns>Whether the page is full or nothing is left; and whether the index knows few rows.</returns>
    private async ValueTask<(bool IsDone, bool IsFew)> PieceAsync(IndexScan? index, int most, int limit, CancellationToken cancel)
    {
        var sql = FilterSql.Of(tenant, query, index, most);
        await using var command = new NpgsqlCommand(sql.Piece(_after, limit), connection);
        sql.Arguments.Bind(command.Parameters);
        var keys = 0;
        await using var rows = await command.ExecuteReaderAsync(cancel);
        while (await rows.ReadAsync(cancel))
        {
            if (most > 0 && rows.GetInt64(5) == most)
                return (false, false);
            keys = rows.GetInt32(4);
            if (rows.IsDBNull(3))
                continue;
            _after = rows.GetInt64(3);
            if (fits(sql, rows) && !page.Take(read, rows))
                return (true, true);
        }
        return (keys < limit, true);
    }
}
