using Npgsql;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.PostgreSql;

/// <summary>Fills a page from pieces, each a round trip; mostly the first is enough.</summary>
/// <remarks>
/// An index leads where few of its rows fit. Where many do, the page may soon be full with the first in the order of entities: an index of values
/// is read in that order too, else the entities are. Only if it is not, the index is asked for all.
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

    /// <summary>What a piece leaves.</summary>
    private enum Left
    {
        /// <summary>The page is full, or there is no more.</summary>
        Nothing,

        /// <summary>The next piece is asked for in the same way.</summary>
        More,

        /// <summary>There is more, but this way leads no further.</summary>
        Elsewhere,
    }

    /// <returns>How many pieces it took.</returns>
    public async ValueTask<int> RunAsync(IndexScan? index, CancellationToken cancel)
    {
        var wanted = (int)Math.Min((long)query.Offset + query.Limit + MoreThanWanted, MostAtOnce);
        var (pieces, left) = (0, Left.More);
        for (var limit = wanted; index is not null && left == Left.More; limit = MostAtOnce, pieces++)
            left = await PieceAsync(index, limit, FewRows + 1, cancel);
        if (left == Left.Nothing)
            return pieces;
        if (index is null or { Lead.Key.IsPlace: true })
        {
            for (var limit = wanted; index is null || page.Seen < LooksAtFirst; limit = Math.Min(4 * limit, MostAtOnce), pieces++)
            {
                if (await PieceAsync(null, limit, 0, cancel) == Left.Nothing)
                    return pieces + 1;
            }
        }
        while (await PieceAsync(index, MostAtOnce, 0, cancel) != Left.Nothing)
            pieces++;
        return pieces + 1;
    }

    private async ValueTask<Left> PieceAsync(IndexScan? index, int limit, int most, CancellationToken cancel)
    {
        var piece = new Piece(_after, limit, most);
        var sql = FilterSql.Of(tenant, query, index, piece);
        await using var command = new NpgsqlCommand(sql.PieceRows(piece), connection);
        sql.Arguments.Bind(command.Parameters);
        var (keys, isMany) = (0, false);
        await using var rows = await command.ExecuteReaderAsync(cancel);
        while (await rows.ReadAsync(cancel))
        {
            keys = rows.GetInt32(4);
            isMany = most > 0 && rows.GetInt64(5) == most;
            if (isMany && index!.Lead.Key.IsPlace)
                return Left.Elsewhere;
            if (rows.IsDBNull(3))
                continue;
            _after = rows.GetInt64(3);
            if (fits(sql, rows) && !page.Take(read, rows))
                return Left.Nothing;
        }
        return keys == limit ? Left.More : isMany ? Left.Elsewhere : Left.Nothing;
    }
}
