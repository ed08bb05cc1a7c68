using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query;

namespace Waziup.Ngsi.Contract.Storage;

/// <summary>How rows of a history are shown: each once, in order, as long as somebody wants more, however many there are.</summary>
public abstract class VisitContract<TStore> : StorageContract<TStore>
    where TStore : StoreUnderTest, new()
{
    private const string One = "urn:p:1";
    private static readonly Window Backwards = Window.Whole with { NewestFirst = true };

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(47)]
    [InlineData(48)]
    [InlineData(49)]
    [InlineData(97)]
    [InlineData(200)]
    public async Task However_many_rows_there_are_each_comes_once_and_in_order(int count)
    {
        await RecordAsync(count);
        await ReopenAsync();

        var expected = Enumerable.Range(0, count).OrderBy(TimeOf).Select(i => (double)i).ToList();
        Assert.Equal(expected, await NumbersAsync(Window.Whole));
        Assert.Equal(expected.AsEnumerable().Reverse(), await NumbersAsync(Backwards));
        Assert.Equal(expected.Where(i => i % 2 == 0), await NumbersAsync(Window.Whole with { Names = ["a"] }));
        Assert.Equal(expected.Where(i => TimeOf((int)i) is >= 50 and < 150), await NumbersAsync(Window.Whole with { From = new(50), To = new(150) }));
        Assert.Equal(expected.Order(), await NumbersAsync(new Window(TimeProperty.ModifiedAt, Instant.None, Instant.None)));
    }

    [Theory]
    [InlineData(5)]
    [InlineData(60)]
    [InlineData(96)]
    public async Task Who_wants_no_more_gets_no_more(int count)
    {
        await RecordAsync(count);

        foreach (var window in new[] { Window.Whole, Backwards, new(TimeProperty.ModifiedAt, Instant.None, Instant.None) })
        {
            var all = await NumbersAsync(window);
            Assert.Equal(count, all.Count());
            foreach (var most in new[] { 1, 2, count / 2, count - 1, count })
                Assert.Equal(all.Take(most), await NumbersAsync(window, most));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(60)]
    public async Task Rows_of_the_same_time_come_in_the_order_in_which_they_were_written(int fill)
    {
        await RecordAsync(0);
        await EditAsync(One, Row.Put("c", 7, 1, 20), Row.Put("a", 7, 2, 20), Row.Put("b", 7, 3, 20));
        await EditAsync(One, [Row.Put("a", 7, 4, 20, "urn:d:1"), .. Row.Fill(fill)]);
        await EditAsync(One, Row.Put("c", 7, 5, 20));
        await EditAsync(One, Row.Put("d", 7, 6, 20));

        foreach (var property in new[] { TimeProperty.Key, TimeProperty.Any, TimeProperty.ObservedAt, TimeProperty.ModifiedAt, TimeProperty.CreatedAt })
        {
            var window = new Window(property, Instant.None, new(21));
            Assert.Equal([2, 3, 4, 5, 6], await NumbersAsync(window));
            Assert.Equal([6, 5, 4, 3, 2], await NumbersAsync(window with { NewestFirst = true }));
        }
    }

    [Fact]
    public async Task What_is_deleted_keeps_its_rows_and_what_is_unknown_has_none()
    {
        await RecordAsync(3);
        await CreateAsync("urn:p:2");
        await WriteAsync(MutationKind.DeleteEntity, One);

        Assert.Equal([0, 1, 2], await NumbersAsync(Window.Whole with { Names = ["a", "b"] }));
        Assert.Single(await VisitAsync("urn:p:2", Window.Whole));
        Assert.Empty(await VisitAsync("urn:p:3", Window.Whole));
        Assert.Empty(await HistoryAsync(One, Tenant("farm")));
    }

    // In an order of their own, so that what is kept in several places has to be put together.
    private static int TimeOf(int number) => number * 89 % 211;

    private async Task RecordAsync(int count)
    {
        await WriteAsync(MutationKind.Create, One, """{"id":"urn:p:1","type":"Plot"}""");
        for (var i = 0; i < count; i++)
            await EditAsync(One, Row.Put(i % 2 == 0 ? "a" : "b", TimeOf(i), i, i));
    }

    private async Task<IEnumerable<double>> NumbersAsync(Window window, int most = int.MaxValue) =>
        (await VisitAsync(One, window, most)).Select(row => row.Number).ToList();
}
