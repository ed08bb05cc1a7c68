using System.Text;
using Waziup.Ngsi.AspNetCore.Tests.Query;
using Waziup.Ngsi.AspNetCore.Tests.Temporal;
using Waziup.Ngsi.Federation;

namespace Waziup.Ngsi.AspNetCore.Tests.Federation;

/// <summary>Histories that a source tells part by part (6.3.10): all parts are asked for.</summary>
public sealed class HistoryPartTests : IAsyncLifetime
{
    private const string Reading = "[\"retrieveTemporal\",\"queryTemporal\"]";
    private const string Interval = ",\"observationInterval\":{\"startAt\":\"2020-01-01T00:00:00Z\"}";
    private const string Day = "type=Tank&timerel=between&timeAt=2025-06-01T00:00:00Z&endTimeAt=2025-06-02T00:00:00Z";

    private static readonly int[] Hours = [.. Enumerable.Range(0, 12)];

    private readonly Network _network = new();
    private TestBroker _front = null!;
    private TestBroker _back = null!;

    public async ValueTask InitializeAsync()
    {
        _front = await TestBroker.StartAsync(source: _network);
        _back = await TestBroker.StartAsync(options: options => options.TemporalLimit = 5);
        _network.Add("back", _back);
        await _front.RegisterAsync("back", operations: Reading, more: Interval);
    }

    public async ValueTask DisposeAsync()
    {
        await _front.DisposeAsync();
        await _back.DisposeAsync();
    }

    [Theory]
    [InlineData("", "0,1,2,3,4,5,6,7,8,9,10,11")]
    [InlineData("timerel=before&timeAt=2025-06-01T09:00:00Z", "0,1,2,3,4,5,6,7,8")]
    [InlineData("timerel=after&timeAt=2025-06-01T02:30:00Z", "3,4,5,6,7,8,9,10,11")]
    [InlineData("timerel=between&timeAt=2025-06-01T01:30:00Z&endTimeAt=2025-06-01T10:30:00Z", "2,3,4,5,6,7,8,9,10")]
    [InlineData("timerel=after&timeAt=2026-01-01T00:00:00Z&timeproperty=modifiedAt", "")]
    [InlineData("lastN=7", "11,10,9,8,7,6,5")]
    [InlineData("lastN=7&timerel=before&timeAt=2025-06-01T09:00:00Z", "8,7,6,5,4,3,2")]
    [InlineData("lastN=7&timerel=after&timeAt=2025-06-01T06:30:00Z", "11,10,9,8,7")]
    [InlineData("lastN=7&timerel=between&timeAt=2025-06-01T01:30:00Z&endTimeAt=2025-06-01T10:30:00Z", "10,9,8,7,6,5,4")]
    [InlineData("lastN=50", "11,10,9,8,7,6,5,4,3,2,1,0")]
    public async Task One_entity_is_told_whole_and_each_instance_once(string query, string expected)
    {
        await _back.RecordAsync(Past.Tank(1, $"{Past.Hourly("level", Hours)},{Past.Hourly("flow", Hours)}"));
        if (expected.Length == 0)
        {
            Assert.Equal(404, (await _front.GetAsync(Past.One + "?" + query)).Status);
            return;
        }

        var answer = await _front.GetAsync(Past.One + "?" + query);

        Assert.Equal((200, null), (answer.Status, answer["NGSILD-Warning"]));
        Assert.Equal((expected, expected), (Past.Values(answer.Json, "level"), Past.Values(answer.Json, "flow")));
        Assert.True(_network.Calls.Count > 1, "it came in one part");
    }

    [Fact]
    public async Task So_are_all_that_a_query_finds()
    {
        foreach (var number in new[] { 1, 2, 3 })
            await _back.RecordAsync(Past.Tank(number, Past.Hourly("level", Hours)));
        await _front.RecordAsync(Past.Tank(2, Past.Hourly("level", 20)));

        var answer = await _front.GetAsync($"{Past.All}?{Day}");

        Assert.Equal((200, null), (answer.Status, answer["NGSILD-Warning"]));
        Assert.Equal("1,2,3", string.Join(',', Found.Numbers(answer).Split(',').Order()));
        Assert.All(answer.Json.AsArray(), tank => Assert.Equal(
            (string?)tank!["id"] == "urn:ngsi-ld:Tank:2" ? "0,1,2,3,4,5,6,7,8,9,10,11,20" : "0,1,2,3,4,5,6,7,8,9,10,11", Past.Values(tank, "level")));
    }

    [Fact]
    public async Task Averages_are_of_the_whole()
    {
        await _back.RecordAsync(Past.Tank(1, Past.Hourly("level", Hours)));

        var answer = await _front.GetAsync($"{Past.One}?options=aggregatedValues&aggrMethods=totalCount,sum&aggrPeriodDuration=P1D&timerel=after&timeAt=2025-01-01T00:00:00Z");

        Assert.Equal((12, 66), ((int)answer.Json["level"]!["totalCount"]![0]![0]!, (int)answer.Json["level"]!["sum"]![0]![0]!));
    }

    [Fact]
    public async Task What_was_not_observed_is_there_too()
    {
        await _back.RecordAsync(Past.Tank(1, Past.Hourly("level", Hours)));
        foreach (var value in Enumerable.Range(100, 9))
        {
            _back.Clock.Advance(TimeSpan.FromMinutes(1));
            (await _back.PostAsync("/entities/urn:ngsi-ld:Tank:1/attrs", $$"""{"setting":{"type":"Property","value":{{value}} } }""")).IsBare(204);
        }

        var answer = await _front.GetAsync(Past.One);

        Assert.Equal((200, null), (answer.Status, answer["NGSILD-Warning"]));
        Assert.Equal(("0,1,2,3,4,5,6,7,8,9,10,11", "100,101,102,103,104,105,106,107,108"), (Past.Values(answer.Json, "level"), Past.Values(answer.Json, "setting")));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("[ \\n ]")]
    public async Task An_attribute_without_an_instance_there_is_none(string none)
    {
        _network.Answers("back", 200, Past.Tank(1, $"{Past.Hourly("level", 0, 1)},\"flow\":{none.Replace("\\n", "\n", StringComparison.Ordinal)}"));

        var answer = await _front.GetAsync(Past.One);

        Assert.Equal((200, null), (answer.Status, answer["NGSILD-Warning"]));
        Assert.Equal(("0,1", ""), (Past.Values(answer.Json, "level"), Past.Values(answer.Json, "flow")));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("bytes 0-5/10")]
    [InlineData("date-time 2025-06-01T00:00:00Z-yesterday/*")]
    [InlineData("date-time 2025-06-01T00:00:00Z-2025-06-01T01:00:00Z/*")]
    public async Task A_source_that_does_not_say_where_it_goes_on_is_not_asked_without_end(string? range)
    {
        _network.Answers("back", _ => Part(Past.Tank(1, Past.Hourly("level", 0, 1)), range));

        var answer = await _front.GetAsync(Past.One);

        Assert.Equal((200, "0,1"), (answer.Status, Past.Values(answer.Json, "level")));
        Assert.StartsWith("299 ", answer["NGSILD-Warning"], StringComparison.Ordinal);
        Assert.True(_network.Calls.Count <= 3, $"{_network.Calls.Count} requests");
    }

    [Fact]
    public async Task Where_the_newest_are_wanted_and_there_a_part_is_enough()
    {
        _network.Answers("back", _ => Part(Past.Tank(1, Past.Hourly("level", 11, 10)), "date-time 2025-06-01T11:00:00Z-2025-06-01T10:00:00Z/2"));

        var answer = await _front.GetAsync(Past.One + "?lastN=2");

        Assert.Equal((200, "11,10", null), (answer.Status, Past.Values(answer.Json, "level"), answer["NGSILD-Warning"]));
        Assert.Single(_network.Calls);
    }

    [Fact]
    public async Task A_source_that_fails_in_the_midst_is_told_of()
    {
        await _back.RecordAsync(Past.Tank(1, Past.Hourly("level", Hours)));
        var asked = 0;
        _network.Answers("back", call => asked++ == 0
            ? Part(Past.Tank(1, Past.Hourly("level", 0, 1)), "date-time 2025-06-01T00:00:00Z-2025-06-01T01:00:00Z/*") : RemoteReply.Silent);

        var answer = await _front.GetAsync(Past.One);

        Assert.Equal((200, "0,1"), (answer.Status, Past.Values(answer.Json, "level")));
        Assert.StartsWith("199 ", answer["NGSILD-Warning"], StringComparison.Ordinal);
    }

    private static RemoteReply Part(string body, string? range) => new(RemoteResult.Answered, 206, Encoding.UTF8.GetBytes(body)) { Range = range };
}
