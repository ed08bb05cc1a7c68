using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query;

namespace Waziup.Ngsi.Contract.Storage;

/// <summary>What each removal takes out of a history, and what it leaves.</summary>
public abstract class HistoryRemovalContract<TStore> : StorageContract<TStore>
    where TStore : StoreUnderTest, new()
{
    private const string One = "urn:p:1";
    private const string Two = "urn:p:2";
    private const string Data = "urn:d:1";

    [Theory]
    [InlineData("RemoveInstance", "a", 10, "", "a20,a10d,a20d,b10", 0)]
    [InlineData("RemoveInstance", "a", 10, Data, "a10,a20,a20d,b10", 0)]
    [InlineData("RemoveInstance", "a", 11, "", "a10,a20,a10d,a20d,b10", 0)]
    [InlineData("RemoveInstance", "b", 20, "", "a10,a20,a10d,a20d,b10", 0)]
    [InlineData("RemoveAttribute", "a", 0, "", "a10d,a20d,b10", 0)]
    [InlineData("RemoveAttribute", "a", 10, Data, "a10,a20,b10", 0)]
    [InlineData("RemoveAttribute", "b", 0, Data, "a10,a20,a10d,a20d,b10", 0)]
    [InlineData("RemoveAttribute", "unheard", 0, "", "a10,a20,a10d,a20d,b10", 0)]
    [InlineData("RemoveName", "a", 10, Data, "b10", 0)]
    [InlineData("RemoveName", "b", 0, "", "a10,a20,a10d,a20d", 0)]
    [InlineData("RemoveAll", "a", 0, "", "", 60)]
    public async Task A_removal_takes_what_it_names_and_nothing_else(string kind, string name, long at, string dataset, string left, int alsoFillers)
    {
        foreach (var fill in new[] { 0, 60 })
        {
            await RecordAsync(One, fill);
            await RecordAsync(Two, fill);
            var all = await RowsAsync(Two);

            await EditAsync(One, Row.Remove(Enum.Parse<HistoryEditKind>(kind), name, at, dataset));

            await ReopenAsync();
            Assert.Equal(left.Split(',', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal), await RowsAsync(One));
            Assert.Equal(all, await RowsAsync(Two));
            Assert.Equal(fill - Math.Min(fill, alsoFillers), (await VisitAsync(One, Window.Whole with { Names = [Row.Filler] })).Count);
            await EditAsync(Two, Row.Remove(HistoryEditKind.RemoveAll));
        }
    }

    [Fact]
    public async Task What_is_removed_and_put_in_one_write_is_there_once()
    {
        await RecordAsync(One, 60);

        await EditAsync(One, Row.Put("c", 1, 1, 1), Row.Remove(HistoryEditKind.RemoveAll), Row.Put("a", 10, 7, 500), Row.Remove(HistoryEditKind.RemoveName, "b"));

        await ReopenAsync();
        var row = Assert.Single(await VisitAsync(One, Window.Whole));
        Assert.Equal((7, 500), (row.Number, row.CreatedAt.Micros));
        Assert.Equal(1, (await Storage.CountAsync(Cancel)).HistoryRows);
    }

    [Theory]
    [InlineData("RemoveInstance", 0)]
    [InlineData("RemoveAttribute", 60)]
    [InlineData("RemoveName", 0)]
    [InlineData("RemoveAll", 60)]
    public async Task What_came_into_being_before_a_time_stays_whatever_is_asked(string kind, int fill)
    {
        await WriteAsync(MutationKind.UpsertReplace, One, $$"""{"id":"{{One}}","type":"Plot"}""");
        await EditAsync(One, [.. Row.Fill(fill), Row.Put("a", 10, 1, 100), Row.Put("a", 20, 2, 200)]);
        var since = new Instant(150);

        await EditAsync(One, Row.Put("a", 10, 7, 300) with { Since = since }, Row.Put("a", 20, 8, 300) with { Since = since });
        foreach (var at in (long[])[10, 20])
            await EditAsync(One, Row.Remove(Enum.Parse<HistoryEditKind>(kind), "a", at) with { Since = since });

        await ReopenAsync();
        var rows = await VisitAsync(One, Window.Whole with { Names = ["a"] });
        Assert.Equal((1.0, 10, 100), (rows[0].Number, rows[0].At.Micros, rows[0].CreatedAt.Micros));
        Assert.Single(rows);
    }

    private async Task RecordAsync(string id, int fill)
    {
        await WriteAsync(MutationKind.UpsertReplace, id, $$"""{"id":"{{id}}","type":"Plot"}""");
        await EditAsync(
            id, Row.Remove(HistoryEditKind.RemoveAll), Row.Put("a", 10, 1, 100), Row.Put("a", 20, 2, 100), Row.Put("a", 10, 3, 100, Data),
            Row.Put("a", 20, 4, 100, Data), Row.Deletion("b", 10));
        if (fill > 0)
            await EditAsync(id, Row.Fill(fill));
    }

    private async Task<IEnumerable<string>> RowsAsync(string id) => (await VisitAsync(id, Window.Whole)).Where(row => row.Name != Row.Filler)
        .Select(row => $"{row.Name}{row.At.Micros}{(row.DatasetId is null ? "" : "d")}").Order(StringComparer.Ordinal);
}
