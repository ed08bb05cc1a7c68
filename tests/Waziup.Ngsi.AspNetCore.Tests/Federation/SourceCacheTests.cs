using System.Text;
using Waziup.Ngsi.AspNetCore.Tests.Query;
using Waziup.Ngsi.Federation;

namespace Waziup.Ngsi.AspNetCore.Tests.Federation;

/// <summary>A registration says for how long an answer of its source may be given again (5.2.34 cacheDuration).</summary>
public sealed class SourceCacheTests
{
    private const string One = "/entities/urn:ngsi-ld:Tank:1";
    private const string ByBody = """{"type":"Query","entities":[{"type":"Tank"}]}""";

    private readonly Network _network = new();
    private int _level;

    [Fact]
    public async Task Within_its_time_the_same_question_is_not_asked_again()
    {
        await using var broker = await StartAsync();

        Assert.Equal((1, 1), (await LevelAsync(broker), await LevelAsync(broker)));
        broker.Clock.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal(1, await LevelAsync(broker));
        broker.Clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal((2, 2), (await LevelAsync(broker), await LevelAsync(broker)));
        Assert.Equal(2, _network.Calls.Count);
        Assert.Equal(2, (int)(await broker.GetAsync("/csourceRegistrations/urn:ngsi-ld:ContextSourceRegistration:back")).Json["timesSent"]!);
    }

    [Theory]
    [InlineData("retrieveOps")]
    [InlineData("queryBatch")]
    public async Task Queries_and_histories_too(string operations)
    {
        await using var broker = await StartAsync($"[\"{operations}\",\"retrieveTemporal\",\"queryTemporal\"]");
        foreach (var path in new[] { "/entities?type=Tank", "/entities?type=Tank&count=true", "/temporal/entities?type=Tank&timerel=before&timeAt=2030-01-01T00:00:00Z" })
        {
            await broker.GetAsync(path);
            var before = _network.Calls.Count;
            await broker.GetAsync(path);
            Assert.Equal(before, _network.Calls.Count);
        }
        await broker.PostAsync("/entityOperations/query", ByBody);
        var asked = _network.Calls.Count;
        await broker.PostAsync("/entityOperations/query", ByBody);
        Assert.Equal(asked, _network.Calls.Count);
    }

    [Fact]
    public async Task Another_question_is_asked()
    {
        await using var broker = await StartAsync();

        await broker.GetAsync(One);
        await broker.GetAsync(One + "?attrs=level");
        await broker.GetAsync("/entities/urn:ngsi-ld:Tank:2");
        await broker.GetAsync("/entities?type=Tank");
        await broker.GetAsync("/entities?type=Tank&q=level>0");

        Assert.Equal(5, _network.Calls.Count);
    }

    [Fact]
    public async Task Nobody_gets_what_was_answered_to_the_headers_of_another_one()
    {
        await using var broker = await StartAsync(more: ",\"contextSourceInfo\":[{\"key\":\"X-Farm\",\"value\":\"urn:ngsi-ld:request\"}]");

        Assert.Equal(1, await LevelAsync(broker, "X-Farm: a"));
        Assert.Equal(2, await LevelAsync(broker, "X-Farm: b"));
        Assert.Equal(3, await LevelAsync(broker));

        Assert.Equal((1, 2), (await LevelAsync(broker, "X-Farm: a"), await LevelAsync(broker, "X-Farm: b")));
    }

    [Theory]
    [InlineData(404)]
    [InlineData(500)]
    [InlineData(400)]
    public async Task What_is_no_good_answer_is_not_kept(int status)
    {
        await using var broker = await StartAsync();
        _network.Answers("back", status);

        await broker.GetAsync(One);
        await broker.GetAsync(One);

        Assert.Equal(2, _network.Calls.Count);
    }

    [Fact]
    public async Task A_source_that_is_silent_now_has_answered_a_moment_ago()
    {
        await using var broker = await StartAsync();
        Assert.Equal(1, await LevelAsync(broker));
        _network.Silences("back");

        var answer = await broker.GetAsync(One);

        Assert.Equal((200, null), (answer.Status, answer["NGSILD-Warning"]));
        broker.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.StartsWith("199", (await broker.GetAsync(One))["NGSILD-Warning"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_writes_there_reads_what_he_has_written()
    {
        await using var broker = await StartAsync(mode: "redirect");
        Assert.Equal(1, await LevelAsync(broker));

        (await broker.PatchAsync(One + "/attrs", """{"level":{"type":"Property","value":5}}""")).IsBare(204);

        Assert.Equal(2, await LevelAsync(broker));
    }

    [Fact]
    public async Task What_was_asked_before_a_write_is_not_given_after_it()
    {
        await using var broker = await StartAsync(mode: "redirect");
        var (asked, go) = (new TaskCompletionSource(), new TaskCompletionSource());
        _network.Holds("back", asked, go.Task);
        var reading = LevelAsync(broker);
        await asked.Task;
        _network.Answers("back", 204);
        (await broker.PatchAsync(One + "/attrs", """{"level":{"type":"Property","value":5}}""")).IsBare(204);
        go.SetResult();
        Assert.Equal(1, await reading);

        _network.Answers("back", Answer);

        Assert.Equal(2, await LevelAsync(broker));
    }

    [Fact]
    public async Task A_write_to_another_source_changes_nothing()
    {
        await using var broker = await StartAsync();
        _network.Answers("other", 204);
        await broker.RegisterAsync("other", mode: "redirect", entities: "\"type\":\"Pond\",\"id\":\"urn:ngsi-ld:Pond:1\"");
        Assert.Equal(1, await LevelAsync(broker));

        (await broker.PatchAsync("/entities/urn:ngsi-ld:Pond:1/attrs?type=Pond", """{"level":{"type":"Property","value":5}}""")).IsBare(204);

        Assert.Equal(1, await LevelAsync(broker));
    }

    [Theory]
    [InlineData(0, 2)]
    [InlineData(100_000, 1)]
    public async Task No_more_is_kept_than_there_is_room_for(int room, int expected)
    {
        await using var broker = await StartAsync(room: room);

        Assert.Equal(1, await LevelAsync(broker));

        Assert.Equal(expected, await LevelAsync(broker));
    }

    [Fact]
    public async Task What_has_expired_meanwhile_is_not_shown()
    {
        await using var broker = await StartAsync();
        _network.Answers("back", 200, Samples.Tank(1, ",\"expiresAt\":\"2026-01-01T00:00:10Z\""));
        Assert.Equal(200, (await broker.GetAsync(One)).Status);

        broker.Clock.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal(404, (await broker.GetAsync(One)).Status);
    }

    private async Task<TestBroker> StartAsync(string operations = Registered.All, string mode = "inclusive", string more = "", int room = 1 << 20)
    {
        var broker = await TestBroker.StartAsync(source: _network, options: options => options.Federation.MaxKeptBytes = room);
        _network.Answers("back", Answer);
        await broker.RegisterAsync("back", mode, operations: operations, more: more + ",\"management\":{\"cacheDuration\":\"PT1M\"}");
        return broker;
    }

    // Each answer has another level.
    private RemoteReply Answer(RemoteCall call) => call.Method == "PATCH" ? new(RemoteResult.Answered, 204, default)
        : new(RemoteResult.Answered, 200, Encoding.UTF8.GetBytes($$$"""{"id":"urn:ngsi-ld:Tank:1","type":"Tank","level":{"type":"Property","value":{{{++_level}}}}}"""));

    private static async Task<int> LevelAsync(TestBroker broker, params string[] headers)
    {
        var answer = await broker.SendAsync("GET", One, body: (string?)null, "", headers);
        Assert.True(answer.Status == 200, $"{answer.Status} {answer.Body}");
        return (int)answer.Json["level"]!["value"]!;
    }
}
