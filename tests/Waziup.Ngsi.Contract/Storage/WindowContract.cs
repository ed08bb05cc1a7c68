using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Contract.Storage;

/// <summary>Parts of a history: which rows a window shows, and in which order.</summary>
public abstract class WindowContract<TStore> : StorageContract<TStore>
    where TStore : StoreUnderTest, new()
{
    private const string One = "urn:p:1";

    // How many other rows stand before and behind those of the test: with 48 a store may begin to keep them elsewhere.
    private static readonly (int Before, int Behind)[] Fills = [(0, 0), (60, 0), (0, 60), (50, 50)];

    [Theory]
    [InlineData(TimeProperty.Key, "a,d,e,b,c")]
    [InlineData(TimeProperty.Any, "a,d,e,b")]
    [InlineData(TimeProperty.ObservedAt, "a,d,e")]
    [InlineData(TimeProperty.CreatedAt, "e,a,d,b")]
    [InlineData(TimeProperty.ModifiedAt, "a,d,b,e")]
    [InlineData(TimeProperty.DeletedAt, "d,c")]
    public async Task A_window_shows_the_rows_that_have_its_time_in_the_order_of_that_time(TimeProperty property, string rows)
    {
        foreach (var (before, behind) in Fills)
        {
            var id = $"urn:p:{before}:{behind}";
            await RecordAsync(id, before, behind);
            await ReopenAsync();

            Assert.Equal(rows, Names(await VisitAsync(id, Of(property))));
            Assert.Equal(string.Join(',', rows.Split(',').Reverse()), Names(await VisitAsync(id, Of(property) with { NewestFirst = true })));
            await BoundsAsync(id, property);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(60)]
    public async Task Names_choose_attributes(int fill)
    {
        await RecordAsync(One, 0, fill);
        await EditAsync(One, Row.Put(Core.Scope.Value, 15, 1, 15), Row.Put("a", 30, 1, 500, "urn:d:1"));

        Assert.Equal("b,a,a", Names(await VisitAsync(One, Whole("a", "b") with { NewestFirst = true })));
        Assert.Equal("a,a", Names(await VisitAsync(One, Whole("a", "unheard"))));
        Assert.Equal(Core.Scope.Value, Names(await VisitAsync(One, Whole(Core.Scope.Value))));
        Assert.Empty(await VisitAsync(One, Whole("unheard")));
        Assert.Empty(await VisitAsync(One, Whole()));
        Assert.Equal("a", Names(await VisitAsync(One, Whole("a", "b") with { From = new(11), To = new(200) })));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(60)]
    public async Task Scopes_alone_are_found_among_others(int fill)
    {
        var scope = Core.Scope.Value;
        await RecordAsync(One, fill, 0);
        await RecordAsync("urn:p:2", 0, 0);
        await EditAsync("urn:p:2", Row.Put(scope, 16, 1, 16));
        await EditAsync(One, Row.Put(scope, 15, 1, 15), Row.Put(scope, 500, 2, 500), Row.Deletion(scope, 900));
        await EditAsync(One, [.. Row.Fill(2 * fill).Skip(fill)]);

        Assert.Equal([15, 500, 900], Times(await VisitAsync(One, Whole(scope))));
        Assert.Equal([900, 500, 15], Times(await VisitAsync(One, Whole(scope) with { NewestFirst = true })));
        Assert.Equal([500], Times(await VisitAsync(One, Whole(scope) with { From = new(16), To = new(900) })));
        Assert.Equal([500, 15], Times(await VisitAsync(One, Whole(scope) with { Property = TimeProperty.Any, NewestFirst = true })));
        Assert.Equal([16], Times(await VisitAsync("urn:p:2", Whole(scope))));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(60)]
    [InlineData(int.MaxValue)]
    public async Task Who_wants_more_than_expected_gets_more(int expected)
    {
        await RecordAsync(One, 50, 50);

        var rows = await VisitAsync(One, Whole(Row.Filler) with { NewestFirst = true, Expects = expected });

        Assert.Equal(Enumerable.Range(1000, 100).Select(at => (long)at).Reverse(), Times(rows));
    }

    [Fact]
    public async Task Many_different_windows_show_alike()
    {
        await RecordAsync(One, 50, 50);
        for (var names = 1; names < 150; names++)
        {
            var window = Whole([Row.Filler, .. Enumerable.Range(1, names).Select(i => $"urn:p:{i}")]);
            Assert.Equal(100, (await VisitAsync(One, window with { NewestFirst = names % 2 == 0 })).Count);
            await EditAsync(One, Row.Put($"urn:p:{names}", 77, 1, 500));
            Assert.Single(await VisitAsync(One, Whole($"urn:p:{names}")));
            await EditAsync(One, Row.Remove(HistoryEditKind.RemoveInstance, $"urn:p:{names}", 77));
        }
    }

    // The beginning of a window belongs to it, its end does not.
    private async Task BoundsAsync(string id, TimeProperty property)
    {
        var all = await VisitAsync(id, Of(property));
        foreach (var time in all.Where(row => row.Name != Row.Filler).Select(row => row.TimeOf(property)))
        {
            var next = new Instant(time.Micros + 1);
            Assert.Equal(Names(all.Where(row => row.TimeOf(property) >= time)), Names(await VisitAsync(id, Of(property) with { From = time })));
            Assert.Equal(Names(all.Where(row => row.TimeOf(property) < time)), Names(await VisitAsync(id, Of(property) with { To = time })));
            Assert.Equal(Names(all.Where(row => row.TimeOf(property) == time)), Names(await VisitAsync(id, Of(property) with { From = time, To = next })));
            Assert.Empty(await VisitAsync(id, Of(property) with { From = time, To = time }));
            Assert.Empty(await VisitAsync(id, Of(property) with { From = next, To = time, NewestFirst = true }));
        }
    }

    // a: observed; b: not; c: a deletion that was seen; d: one that was told; e: observed, and older than the write.
    private async Task RecordAsync(string id, int before, int behind)
    {
        await WriteAsync(MutationKind.Create, id, $$"""{"id":"{{id}}","type":"Plot"}""");
        await EditAsync(id, [.. Row.Fill(before), Row.Put("a", 10, 1, 100)]);
        await EditAsync(id, Row.Put("b", 200, 2, 200, isObserved: false), Row.Deletion("c", 300));
        await EditAsync(id, Row.ToldDeletion("d", 20, 150));
        await EditAsync(id, [Row.Put("e", 40, 5, 400) with { CreatedAt = new(50) }, .. Row.Fill(before + behind).Skip(before)]);
    }

    private static Window Of(TimeProperty property) => new(property, Instant.None, Instant.None);

    private static Window Whole(params string[] names) => Window.Whole with { Names = [.. names] };

    private static IEnumerable<long> Times(IEnumerable<HistoryRow> rows) => rows.Select(row => row.At.Micros);

    private static string Names(IEnumerable<HistoryRow> rows) => string.Join(',', rows.Select(row => row.Name).Where(name => name != Row.Filler));
}
