using Npgsql;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query;
using Waziup.Ngsi.Query.Indexing;
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
    private const int MoreThanWanted = 16;
    private const int MostAtOnce = 512;

    private long _after;
    private int _pieces;

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
        var matching = (long)query.Offset + query.Limit + 1;
        var wanted = (int)Math.Min(matching + Spare(index, matching), MostAtOnce);
        if (index is not null && await LedAsync(index, wanted, cancel) == Left.Nothing)
            return _pieces;
        if (index is null or { Lead.Key.IsPlace: true })
        {
            for (var limit = wanted; index is null || page.Seen < LooksAt.Entities; limit = Math.Min(4 * limit, MostAtOnce))
            {
                if (await PieceAsync(null, new Piece(_after, limit), cancel) == Left.Nothing)
                    return _pieces;
            }
        }
        while (await PieceAsync(index, new Piece(_after, MostAtOnce), cancel) != Left.Nothing)
            continue;
        return _pieces;
    }

    // What a range of values selects mostly matches. Of a box, the circle in it is three quarters.
    private static long Spare(IndexScan? index, long matching) => index switch
    {
        null => MoreThanWanted,
        { Lead.Key.IsPlace: true } => (matching / 3) + 3,
        _ => 0,
    };

    private async ValueTask<Left> LedAsync(IndexScan index, int wanted, CancellationToken cancel)
    {
        var isOfValues = !index.Lead.Key.IsPlace;
        if (isOfValues && index.Index.LeadsToMany && await PieceAsync(index, new Piece(_after, wanted, InOrder: LooksAt.FewInOrder), cancel) == Left.Nothing)
            return Left.Nothing;
        var left = Left.More;
        for (var limit = wanted; left == Left.More; limit = MostAtOnce)
            left = await PieceAsync(index, new Piece(_after, limit, LooksAt.FewRows + 1), cancel);
        index.Index.LeadsToMany = left == Left.Elsewhere;
        if (!isOfValues || left == Left.Nothing)
            return left;
        left = Left.More;
        for (var limit = wanted; left == Left.More; limit = MostAtOnce)
            left = await PieceAsync(index, new Piece(_after, limit, InOrder: LooksAt.ManyInOrder), cancel);
        return left;
    }

    private async ValueTask<Left> PieceAsync(IndexScan? index, Piece piece, CancellationToken cancel)
    {
        _pieces++;
        var sql = FilterSql.Of(tenant, query, index, piece);
        await using var command = new NpgsqlCommand(sql.PieceRows(), connection);
        sql.Arguments.Bind(command.Parameters);
        var keys = 0;
        await using var rows = await command.ExecuteReaderAsync(cancel);
        while (await rows.ReadAsync(cancel))
        {
            if (piece.Most > 0 && rows.GetInt64(4) == piece.Most)
                return Left.Elsewhere;
            if (rows.IsDBNull(3))
                continue;
            keys++;
            _after = rows.GetInt64(3);
            if (fits(sql, rows) && !page.Take(read, rows))
                return Left.Nothing;
        }
        return keys == piece.Limit ? Left.More : piece.InOrder > 0 ? Left.Elsewhere : Left.Nothing;
    }
}
