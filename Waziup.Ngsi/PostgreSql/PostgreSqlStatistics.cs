using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.PostgreSql;

/// <summary>Looks into a store without taking part in it: also while servers use it.</summary>
public static class PostgreSqlStatistics
{
    /// <summary>Counts what a store holds. Changes nothing.</summary>
    /// <param name="configure">Says how to reach the database.</param>
    /// <param name="cancel">Ends it early.</param>
    /// <returns>The counts, and the bytes of the tables with their indexes.</returns>
    /// <exception cref="StorageException">There is no store, it cannot be reached, or it is of another version; the message says which.</exception>
    public static async Task<(StoreStatistics Counts, long Bytes)> ReadAsync(Action<PostgreSqlOptions> configure, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(configure);
        var options = new PostgreSqlOptions();
        configure(options);
        // Counting takes as long as it takes.
        options.QueryTimeout = TimeSpan.FromHours(1);
        options.Validate();
        await using var databases = Databases.Of(options);
        return await databases.OrFailAsync(async () =>
        {
            await SchemaMigration.CheckIsPresentAsync(databases.Queries, options.Schema, cancel);
            var counts = await StatisticsReader.CountAsync(databases.Queries, cancel);
            return (counts, await StatisticsReader.BytesAsync(databases.Queries, cancel));
        });
    }
}
