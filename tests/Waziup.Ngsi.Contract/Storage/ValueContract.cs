using System.Text;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Contract.Storage;

/// <summary>Values of a history by themselves, and what a store adds up of them.</summary>
public abstract class ValueContract<TStore> : StorageContract<TStore>
    where TStore : StoreUnderTest, new()
{
    private const string One = "urn:p:1";
    private static readonly Window Observed = Window.Whole with { Property = TimeProperty.ObservedAt };

    [Theory]
    [InlineData(0)]
    [InlineData(60)]
    public async Task Values_come_in_the_order_of_time_without_deletions(int fill)
    {
        await CreateAsync(One);
        await EditAsync(One, [.. Row.Fill(fill), Row.Put("a", 30, 3.5, 500), Row.Put("b", 20, 2, 500, "urn:d:1"), Row.Put("a", 10, -1, 500, isObserved: false)]);
        await EditAsync(One, Row.Deletion("a", 40), Row.ToldDeletion("b", 50, 600), Text("b", 60, "dry"));
        await ReopenAsync();

        Assert.Equal(["a 10 -1", "b 20 2", "a 30 3.5", "b 60 dry"], await ValuesAsync(Of("a", "b")));
        Assert.Equal(["b 20 2", "a 30 3.5", "b 60 dry"], await ValuesAsync(Of("a", "b") with { Property = TimeProperty.ObservedAt }));
        Assert.Equal(["b 20 2", "a 30 3.5"], await ValuesAsync(Of("a", "b") with { From = new(11), To = new(60), NewestFirst = true }));
        Assert.Equal(["b 20 2", "b 60 dry"], await ValuesAsync(Of("b", "unheard")));
        Assert.Empty(await ValuesAsync(Of("unheard")));
        Assert.Empty(await ValuesAsync(Of()));
        Assert.Empty(await AddedUp.ValuesAsync(Storage.History, default, Id("urn:p:2"), Window.Whole, Cancel));
        Assert.Empty(await AddedUp.ValuesAsync(Storage.History, Tenant("unheard"), Id(One), Window.Whole, Cancel));
    }

    [Fact]
    public async Task Sums_are_those_of_the_values_to_the_last_digit()
    {
        await CreateAsync(One);
        for (var i = 0; i < 500; i += 50)
            await EditAsync(One, [.. Enumerable.Range(i, 50).Select(n => Row.Put(n % 3 == 0 ? "b" : "a", 10 * n, Math.Sin(n) * 1000 / 7, 10_000, n % 5 == 0 ? "urn:d:1" : ""))]);

        foreach (var window in new[] { Of("a", "b"), Of("a"), Of("a") with { From = new(333), To = new(4444) }, Observed with { From = new(0), Names = ["a", "b"] } })
        {
            foreach (var period in new[] { 0L, 100, 7777, long.MaxValue })
            {
                var from = window.From.IsNone ? window with { From = new(0) } : window;
                var sums = await AddedUp.SumsAsync(Storage.History, default, Id(One), from, period, Cancel);
                Assert.Equal(UnderTest.AddsUp, sums is not null);
                if (sums is null)
                    continue;
                var values = await AddedUp.ValuesAsync(Storage.History, default, Id(One), from, Cancel);
                Assert.NotEmpty(values);
                Assert.Equal(AddedUp.Of(values, from.From, period).Select(AddedUp.Show), sums.Select(AddedUp.Show));
            }
        }
    }

    [Fact]
    public async Task What_is_no_number_or_too_large_is_not_added_up()
    {
        await CreateAsync(One);
        await EditAsync(One, Row.Put("a", 10, 1, 500), Row.Put("b", 10, 1e200, 500), Row.Put("b", 20, 1, 500), Row.Put("c", 10, 1, 500), Text("c", 20, "dry"));
        await EditAsync(One, Row.Put("d", 10, double.MaxValue, 500), Row.Put("d", 20, double.MaxValue, 500), Row.Put("e", 20, 1e-200, 500));

        var sums = await SumsAsync(Of("a"));
        Assert.True(UnderTest.AddsUp ? sums is [{ Sum: 1, Count: 1 }] : sums is null, "a");
        // The square of b, the sum of d and the square of e have no number: who is not told sums asks for the values.
        Assert.True(await SumsAsync(Of("b")) is null or [{ Squares: double.PositiveInfinity }], "b");
        Assert.Null(await SumsAsync(Of("c")));
        Assert.True(await SumsAsync(Of("d")) is null or [{ Sum: double.PositiveInfinity }], "d");
        Assert.True(await SumsAsync(Of("e")) is null or [{ Squares: 0 }], "e");
        Assert.True(await SumsAsync(Of("unheard")) is null or [], "nothing");
    }

    private static Window Of(params string[] names) => Window.Whole with { Names = [.. names] };

    private static HistoryEdit Text(string name, long at, string value) => Row.Put(name, at, 0, 500) with
    {
        Body = Encoding.UTF8.GetBytes($$"""{"type":"Property","value":"{{value}}"}"""),
        Number = double.NaN,
    };

    private async Task<IEnumerable<string>> ValuesAsync(Window window) =>
        from value in await AddedUp.ValuesAsync(Storage.History, default, Id(One), window, Cancel)
        select $"{value.Name} {value.At.Micros} {(double.IsNaN(value.Number) ? TextOf(value) : Sample.Number(value.Number))}";

    private static string TextOf(HistoryValue value) => Encoding.UTF8.GetString(InstanceBody.ValueOf(value.Body.Span)).Trim('"');

    private Task<List<HistorySum>?> SumsAsync(Window window) => AddedUp.SumsAsync(Storage.History, default, Id(One), window, 0, Cancel);
}
