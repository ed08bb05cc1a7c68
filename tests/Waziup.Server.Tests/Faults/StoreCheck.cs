using Waziup.Ngsi.Model;
using Waziup.Ngsi.Sqlite;

namespace Waziup.Server.Tests.Faults;

/// <summary>Compares a store with what a load was told.</summary>
static class StoreCheck
{
    private const string Prefix = "https://uri.etsi.org/ngsi-ld/default-context/";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Every acknowledged write is there with its history and its record, nothing is there by half, the log has no gaps.</summary>
    /// <returns>What was found, for people.</returns>
    public static async Task<string> CompareAsync(SqliteStorage storage, WriteLoad load)
    {
        var log = await storage.Changes.ReadAsync(0, int.MaxValue, Cancel);
        var created = log.Where(change => change.Kind == ChangeKind.Created).Select(change => change.After.Id.Value).ToHashSet(StringComparer.Ordinal);
        var updates = log.Count(change => change.Kind == ChangeKind.Updated);
        var counted = await storage.CountAsync(Cancel);

        // No group was rolled back here, so positions follow each other without a gap.
        Assert.Equal(Enumerable.Range(1, log.Count).Select(i => (long)i), log.Select(change => change.Sequence));
        Assert.Equal(created.Count, log.Count(change => change.Kind == ChangeKind.Created));
        Assert.Equal((created.Count, log.Count), (counted.Entities, counted.Changes));
        // Two rows for each entity but the common one, one for each write to that.
        Assert.Equal(((created.Count - 1) * 2L) + updates, counted.HistoryRows);
        foreach (var (id, value) in load.Entities)
        {
            Assert.True(created.Contains(id), $"{id} was acknowledged, but its record is lost");
            await CompareEntityAsync(storage, id, value);
        }
        await CompareCommonAsync(storage, load);
        return $"{load.Acknowledged} acknowledged writes of {load.Entities.Count} entities; stored: {counted.Entities} entities, {counted.HistoryRows} rows, {log.Count} records";
    }

    private static async Task CompareEntityAsync(SqliteStorage storage, string id, double value)
    {
        var entity = await storage.Entities.FindAsync(default, Id(id), Cancel);
        var rows = await storage.History.ReadAsync(default, Id(id), Cancel);
        Assert.True(entity is not null, $"{id} was acknowledged, but is lost");
        Assert.Equal([Prefix + "moisture", Prefix + "owner"], rows.Select(row => row.Name).Order(StringComparer.Ordinal));
        Assert.Equal(value, rows.Single(row => row.Name == Prefix + "moisture").Number);
        Assert.All(rows, row => Assert.Equal(entity.ModifiedAt, row.ModifiedAt));
    }

    private static async Task CompareCommonAsync(SqliteStorage storage, WriteLoad load)
    {
        var rows = await storage.History.ReadAsync(default, Id(WriteLoad.Common), Cancel);
        for (var client = 0; client < load.CommonValues.Count; client++)
        {
            var name = Prefix + WriteLoad.CommonAttribute(client);
            var values = rows.Where(row => row.Name == name).Select(row => (int)row.Number).ToList();
            var acknowledged = load.CommonValues[client];
            Assert.True(acknowledged == 0 || values.Contains(acknowledged), $"{name} {acknowledged} was acknowledged, but is lost");
            Assert.Equal(values.Count, values.Distinct().Count());
        }
    }

    private static EntityId Id(string id) => EntityId.TryParse(id, out var parsed) ? parsed : throw new ArgumentException(id, nameof(id));
}
