using Npgsql;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.PostgreSql;

/// <summary>Has the database add up what a window holds.</summary>
internal sealed class SumReader(NpgsqlDataSource source, RowReader rows)
{
    /// <summary>The sums, those of an attribute and dataset together, in the order of time, the one that has the oldest value first.</summary>
    /// <param name="asked">The window.</param>
    /// <param name="period">The length of a period in microseconds; 0 for one over all.</param>
    /// <param name="cancel">Ends it early.</param>
    /// <returns>Null where there is more to look at than sums, or where they become too large or too many.</returns>
    public async ValueTask<IEnumerable<HistorySum>?> ReadAsync(AskedWindow asked, long period, CancellationToken cancel)
    {
        try
        {
            var sums = await source.UseAsync(connection => ReadAsync(connection, asked, period, cancel), cancel);
            return sums?.GroupBy(sum => (sum.Name, sum.DatasetId)).OrderBy(series => series.Min(sum => sum.First))
                .SelectMany(series => series.OrderBy(sum => sum.Period));
        }
        catch (NgsiLdException e) when (e.InnerException is PostgresException { SqlState: PostgresErrorCodes.NumericValueOutOfRange })
        {
            return null;
        }
    }

    private async ValueTask<List<HistorySum>?> ReadAsync(NpgsqlConnection connection, AskedWindow asked, long period, CancellationToken cancel)
    {
        var (sql, arguments) = WindowSql.Sums(asked, period);
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(new NpgsqlBatchCommand(WindowSql.SumsUnsorted));
        batch.BatchCommands.Add(arguments.Command(sql));
        await using var found = await batch.ExecuteReaderAsync(cancel);
        await found.NextResultAsync(cancel);
        var sums = new List<HistorySum>();
        while (await found.ReadAsync(cancel))
        {
            if (RowReader.Others(found) > 0 || sums.Count == HistorySum.Most)
                return null;
            sums.Add(rows.ReadSum(found));
        }
        return sums;
    }
}
