using System.Globalization;
using Waziup.Ngsi.Broker;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.AspNetCore.Tests.Bounds;

/// <summary>Tenants at their limits.</summary>
public sealed class TenantLimitTests
{
    private const string Farm = "NGSILD-Tenant: farm";
    private const string Pond = "NGSILD-Tenant: pond";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task One_entity_more_than_allowed_is_refused_and_the_other_tenant_goes_on()
    {
        await using var broker = await LimitedAsync(limits => limits.Entities = 2);
        await broker.CreateAsync(Samples.Tank(1), Farm);
        await broker.CreateAsync(Samples.Tank(2), Farm);

        (await broker.PostAsync("/entities", Samples.Tank(3), Farm)).IsProblem(403, "LimitReached");

        Assert.Equal("2", (await broker.GetAsync("/entities?type=Tank&count=true", Farm))["NGSILD-Results-Count"]);
        await broker.CreateAsync(Samples.Tank(3), Pond);
        (await broker.PatchAsync("/entities/urn:ngsi-ld:Tank:1/attrs", Level(3), Farm)).IsBare(204);
        (await broker.DeleteAsync("/entities/urn:ngsi-ld:Tank:1", Farm)).IsBare(204);
        await broker.CreateAsync(Samples.Tank(3), Farm);
    }

    [Fact]
    public async Task A_batch_creates_as_many_as_there_is_room_for()
    {
        await using var broker = await LimitedAsync(limits => limits.Entities = 5);
        await broker.CreateAsync(Samples.Tank(100), Farm);

        var answer = await broker.PostAsync("/entityOperations/upsert", "[" + string.Join(',', Enumerable.Range(1, 20).Select(i => Samples.Tank(i))) + "]", Farm);

        Assert.Equal(207, answer.Status);
        Assert.Equal(4, answer.Json["success"]!.AsArray().Count);
        Assert.Equal(16, answer.Json["errors"]!.AsArray().Count);
        Assert.EndsWith("LimitReached", (string?)answer.Json["errors"]![0]!["error"]!["type"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Those_who_come_at_once_share_what_is_left()
    {
        await using var broker = await LimitedAsync(limits => limits.Entities = 10);

        var answers = await Task.WhenAll(Enumerable.Range(1, 40).Select(i => broker.PostAsync("/entities", Samples.Tank(i), Farm)));

        Assert.Equal(10, answers.Count(answer => answer.Status == 201));
        Assert.Equal(30, answers.Count(answer => answer.Status == 403));
    }

    [Fact]
    public async Task Who_has_as_much_history_as_he_may_writes_nothing_but_deletions()
    {
        await using var broker = await LimitedAsync(limits => limits.HistoryRows = 6);
        await broker.CreateAsync(Samples.Tank(1), Farm);
        var rows = (await broker.Storage.CountAsync(Cancel)).HistoryRows;
        for (var i = rows; i < 6; i++)
            (await broker.PatchAsync("/entities/urn:ngsi-ld:Tank:1/attrs", Level(i), Farm)).IsBare(204);

        (await broker.PatchAsync("/entities/urn:ngsi-ld:Tank:1/attrs", Level(99), Farm)).IsProblem(403, "LimitReached");

        (await broker.DeleteAsync("/entities/urn:ngsi-ld:Tank:1/attrs/level", Farm)).IsBare(204);
        (await broker.DeleteAsync("/entities/urn:ngsi-ld:Tank:1", Farm)).IsBare(204);
    }

    [Fact]
    public async Task Bytes_are_limited_and_what_was_there_before_counts()
    {
        await using var broker = await LimitedAsync(limits => limits.Bytes = 20_000);
        await broker.CreateAsync(Samples.Tank(1, $",\"note\":\"{new string('x', 9_000)}\""), Farm);
        await broker.Broker.Quotas.MeasureAsync(Cancel);

        (await broker.PostAsync("/entities", Samples.Tank(2, $",\"note\":\"{new string('x', 9_000)}\""), Farm)).IsProblem(403, "LimitReached");

        await broker.CreateAsync(Samples.Tank(2), Farm);
    }

    [Fact]
    public async Task What_the_store_alone_knows_is_found_when_it_is_measured()
    {
        await using var broker = await LimitedAsync(limits => limits.HistoryRows = 12);
        await broker.CreateAsync(Samples.Tank(1), Farm);
        // The same reading, sent again and again, is one row.
        const string Reading = """{"level":{"type":"Property","value":1,"observedAt":"2026-01-01T00:00:00Z"}}""";
        Answer answer;
        do
            answer = await broker.PatchAsync("/entities/urn:ngsi-ld:Tank:1/attrs", Reading.Replace(":1,", $":{Random.Shared.Next(1, 1000)},", StringComparison.Ordinal), Farm);
        while (answer.Status == 204);
        answer.IsProblem(403, "LimitReached");

        // A limit that was reached has everything measured.
        while ((await broker.PatchAsync("/entities/urn:ngsi-ld:Tank:1/attrs", Level(5), Farm)).Status != 204)
        {
            broker.Clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(1, Cancel);
        }
    }

    [Fact]
    public async Task A_tenant_that_asks_too_often_is_told_when_to_come_again()
    {
        await using var broker = await TestBroker.StartAsync(options: options => options.TenantLimits.RequestsPerSecond = 5);
        await broker.CreateAsync(Samples.Tank(1), Farm);
        await broker.CreateAsync(Samples.Tank(1), Pond);

        var answers = new List<Answer>();
        while (answers.Count < 2000 && (answers.Count == 0 || answers[^1].Status == 200))
            answers.Add(await broker.GetAsync("/entities/urn:ngsi-ld:Tank:1", Farm));

        var refused = answers[^1].IsProblem(429, "TooManyRequests");
        Assert.InRange(int.Parse(refused["Retry-After"]!, CultureInfo.InvariantCulture), 1, 5);
        Assert.Equal(200, (await broker.GetAsync("/entities/urn:ngsi-ld:Tank:1", Pond)).Status);
        while ((await broker.GetAsync("/entities/urn:ngsi-ld:Tank:1", Farm)).Status == 429)
            await Task.Delay(50, Cancel);
    }

    [Fact]
    public async Task A_deleted_tenant_has_room_again_and_no_contexts()
    {
        await using var broker = await LimitedAsync(limits => limits.Entities = 1);
        await broker.CreateAsync(Samples.Tank(1), Farm);
        Assert.Equal(201, (await broker.PostAsync("/jsonldContexts", """{"@context":{"a":"https://ex.org/a"}}""", Farm)).Status);

        Assert.True(await broker.Broker.DropTenantAsync(TenantId.TryParse("farm", out var farm) ? farm : default, Cancel));

        (await broker.GetAsync("/entities/urn:ngsi-ld:Tank:1", Farm)).IsProblem(404, "NonexistentTenant");
        await broker.CreateAsync(Samples.Tank(2), Farm);
        Assert.Equal("[]", (await broker.GetAsync("/jsonldContexts?kind=Hosted", Farm)).Body);
    }

    private static string Level(long value) => $$$"""{"level":{"type":"Property","value":{{{value}}}}}""";

    private static async Task<TestBroker> LimitedAsync(Action<TenantLimits> limit)
    {
        var broker = await TestBroker.StartAsync(options: options => limit(options.TenantLimits));
        // It is measured in the background; before that nothing is limited, and then not again while the clock stands still.
        while (!broker.Broker.Quotas.IsMeasured)
            await Task.Delay(1, Cancel);
        return broker;
    }
}
