using System.Globalization;
using Npgsql;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.PostgreSql;

/// <summary>Reads the rows of a statement in pieces, all as of one moment, as long as somebody wants more.</summary>
internal static class RowStream
{
    private const int First = 64;
    private const int Next = 512;

    /// <param name="source">Gives a connection.</param>
    /// <param name="cursor">A name for rows of this shape: what is prepared for one is kept, and does not fit another.</param>
    /// <param name="sql">The statement.</param>
    /// <param name="arguments">Its values.</param>
    /// <param name="wantsMore">Is shown each row, and says whether it wants another.</param>
    /// <param name="cancel">Ends it early.</param>
    /// <exception cref="NgsiLdException">StorageUnavailable, TooComplexQuery.</exception>
    public static async ValueTask EachAsync(
        NpgsqlDataSource source, string cursor, string sql, Arguments arguments, Func<NpgsqlDataReader, bool> wantsMore, CancellationToken cancel)
    {
        var isShown = false;
        await source.UseAsync(
            async connection =>
            {
                var goesOn = await FirstAsync(connection, cursor, sql, arguments, Show, cancel);
                while (goesOn)
                {
                    await using var fetch = new NpgsqlCommand(Fetch(Next, cursor), connection);
                    await using var rows = await fetch.ExecuteReaderAsync(cancel);
                    goesOn = await ShowAsync(rows, Next, Show, cancel);
                }
                await using var end = new NpgsqlCommand("commit", connection);
                return await end.ExecuteNonQueryAsync(cancel);
            },
            cancel, mayRepeat: () => !isShown);

        bool Show(NpgsqlDataReader row)
        {
            isShown = true;
            return wantsMore(row);
        }
    }

    private static string Fetch(int count, string cursor) => string.Create(CultureInfo.InvariantCulture, $"fetch forward {count} from {cursor}");

    private static async ValueTask<bool> FirstAsync(
        NpgsqlConnection connection, string cursor, string sql, Arguments arguments, Func<NpgsqlDataReader, bool> wantsMore, CancellationToken cancel)
    {
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(new NpgsqlBatchCommand("begin isolation level repeatable read, read only"));
        batch.BatchCommands.Add(arguments.Command($"declare {cursor} no scroll cursor for {sql}"));
        batch.BatchCommands.Add(new NpgsqlBatchCommand(Fetch(First, cursor)));
        await using var rows = await batch.ExecuteReaderAsync(cancel);
        return await ShowAsync(rows, First, wantsMore, cancel);
    }

    /// <returns>Whether there may be more, and it is wanted.</returns>
    private static async ValueTask<bool> ShowAsync(NpgsqlDataReader rows, int asked, Func<NpgsqlDataReader, bool> wantsMore, CancellationToken cancel)
    {
        var seen = 0;
        while (await rows.ReadAsync(cancel))
        {
            seen++;
            if (!wantsMore(rows))
                return false;
        }
        return seen == asked;
    }
}
