namespace Waziup.Ngsi.Client.Tests;

public class HistoryTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_reading_is_an_instance()
    {
        await using var broker = await TestBroker.StartAsync();
        await WriteAsync(broker, 5);

        var past = await broker.Client.History.RetrieveAsync(
            Ponds.Id(1), new NgsiHistoryQuery { After = Ponds.Morning, Before = Ponds.Morning.AddHours(3) }, Cancel);

        Assert.NotNull(past);
        Assert.False(past.IsPartial);
        Assert.Null(past.Start);
        Assert.Equal([0, 1, 2], past.Entity.Instances("temperature").Select(reading => reading.Number ?? 0).Order());
        Assert.Contains(past.Entity.Instances("temperature"), reading => reading.ObservedAt == Ponds.Morning.AddHours(1));
    }

    [Fact]
    public async Task A_long_past_comes_in_part_and_says_where_it_goes_on()
    {
        await using var broker = await TestBroker.StartAsync(options => options.TemporalLimit = 3);
        await WriteAsync(broker, 10);

        var past = await broker.Client.History.RetrieveAsync(Ponds.Id(1), new NgsiHistoryQuery { After = Ponds.Morning.AddHours(-1) }, Cancel);

        Assert.True(past!.IsPartial);
        Assert.Equal(3, past.Entity.Instances("temperature").Count);
        Assert.Equal(Ponds.Morning.AddHours(2), past.End);
        var rest = await broker.Client.History.RetrieveAsync(Ponds.Id(1), new NgsiHistoryQuery { After = past.End }, Cancel);
        // The reading on the bound comes again.
        Assert.Equal([2, 3, 4], rest!.Entity.Instances("temperature").Select(reading => reading.Number ?? 0).Order());
    }

    [Fact]
    public async Task Values_alone_are_pairs()
    {
        await using var broker = await TestBroker.StartAsync();
        await WriteAsync(broker, 3);

        var past = await broker.Client.History.RetrieveAsync(Ponds.Id(1), new NgsiHistoryQuery { ValuesOnly = true, Last = 2, After = Ponds.Morning.AddDays(-1) }, Cancel);

        var values = past!.Entity["temperature"]!.Json.GetProperty("values");
        Assert.Equal(2, values.GetArrayLength());
        Assert.Contains("2026-11-24T08:00:00Z", values.GetRawText(), StringComparison.Ordinal);
        Assert.DoesNotContain("2026-11-24T06:00:00Z", values.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Readings_can_be_added_and_the_past_deleted()
    {
        await using var broker = await TestBroker.StartAsync();
        await broker.Client.History.UpsertAsync(
            new NgsiEntityBuilder(Ponds.Id(1), "Pond")
                .Property("temperature", 1, observedAt: Ponds.Morning)
                .Property("temperature", 2, observedAt: Ponds.Morning.AddHours(1))
                .Build(),
            Cancel);

        var past = await broker.Client.History.RetrieveAsync(Ponds.Id(1), cancel: Cancel);

        Assert.Equal(2, past!.Entity.Instances("temperature").Count);
        Assert.True(await broker.Client.History.DeleteAsync(Ponds.Id(1), Cancel));
        Assert.Null(await broker.Client.History.RetrieveAsync(Ponds.Id(1), cancel: Cancel));
        Assert.False(await broker.Client.History.DeleteAsync(Ponds.Id(1), Cancel));
    }

    private static async Task WriteAsync(TestBroker broker, int readings)
    {
        for (var hour = 0; hour < readings; hour++)
        {
            var pond = new NgsiEntityBuilder(Ponds.Id(1), "Pond").Property("temperature", hour, observedAt: Ponds.Morning.AddHours(hour)).Build();
            await broker.Client.Batches.UpsertAsync([pond], cancel: Cancel);
        }
    }
}
