using Waziup.Ngsi.AspNetCore.Tests.Query;

namespace Waziup.Ngsi.AspNetCore.Tests.Temporal;

/// <summary>An answer holds only so many instances, and tells which ones (6.3.10).</summary>
public sealed class PartialContentTests
{
    [Fact]
    public async Task Instances_of_the_same_time_are_not_parted()
    {
        await using var broker = await Past.StartAsync(
            Past.Hourly("level", 10, 11, 12) + "," + Past.Hourly("flow", 10, 11, 12), options => options.TemporalLimit = 3);

        var forwards = await broker.GetAsync(Past.One);
        var backwards = await broker.GetAsync(Past.One + "?lastN=9");

        Assert.Equal("date-time 2025-06-01T10:00:00Z-2025-06-01T10:00:00Z/*", forwards["Content-Range"]);
        Assert.Equal(("10", "10"), (Past.Values(forwards.Json, "level"), Past.Values(forwards.Json, "flow")));
        Assert.Equal("date-time 2025-06-01T12:00:00Z-2025-06-01T12:00:00Z/9", backwards["Content-Range"]);
        Assert.Equal(("12", "12"), (Past.Values(backwards.Json, "level"), Past.Values(backwards.Json, "flow")));
    }

    [Theory]
    [InlineData("", "2025-06-01T10:00:00Z-2025-06-01T11:00:00Z/*")]
    [InlineData("timerel=after&timeAt=2025-06-01T09:00:00Z", "2025-06-01T09:00:00Z-2025-06-01T11:00:00Z/*")]
    [InlineData("timerel=before&timeAt=2025-06-01T20:00:00Z", "2025-06-01T10:00:00Z-2025-06-01T11:00:00Z/*")]
    [InlineData("timerel=between&timeAt=2025-06-01T09:00:00Z&endTimeAt=2025-06-01T20:00:00Z", "2025-06-01T09:00:00Z-2025-06-01T11:00:00Z/*")]
    [InlineData("lastN=3", "2025-06-01T13:00:00Z-2025-06-01T12:00:00Z/3")]
    [InlineData("lastN=3&timerel=after&timeAt=2025-06-01T09:00:00Z", "2025-06-01T13:00:00Z-2025-06-01T12:00:00Z/3")]
    [InlineData("lastN=3&timerel=before&timeAt=2025-06-01T20:00:00Z", "2025-06-01T20:00:00Z-2025-06-01T12:00:00Z/3")]
    [InlineData("lastN=3&timerel=between&timeAt=2025-06-01T09:00:00Z&endTimeAt=2025-06-01T20:00:00Z", "2025-06-01T20:00:00Z-2025-06-01T12:00:00Z/3")]
    public async Task What_is_cut_is_told_as_a_range_of_time(string query, string range)
    {
        await using var broker = await StartAsync(4, Past.Hourly("level", 10, 11, 12, 13), Past.Hourly("flow", 10, 11, 12, 13));

        var answer = await broker.GetAsync($"{Past.One}?{query}");

        Assert.Equal(206, answer.Status);
        Assert.Equal("date-time " + range, answer["Content-Range"]);
        int[] hours = query.StartsWith("lastN", StringComparison.Ordinal) ? [13, 12] : [10, 11];
        Found.IsJson(Past.Tank(1, Past.Hourly("level", hours) + "," + Past.Hourly("flow", hours)), Past.Plain(answer.Json));
    }

    [Theory]
    [InlineData(8, "")]
    [InlineData(4, "lastN=2")]
    public async Task What_just_fits_is_not_cut(int limit, string query)
    {
        await using var broker = await StartAsync(limit, Past.Hourly("level", 10, 11, 12, 13), Past.Hourly("flow", 10, 11, 12, 13));

        var answer = await broker.GetAsync($"{Past.One}?{query}");

        Assert.Equal(200, answer.Status);
        Assert.Null(answer["Content-Range"]);
        Assert.Equal(limit, answer.Body.Split("\"instanceId\"").Length - 1);
    }

    [Theory]
    [InlineData("", "level", "10,11,12,13", "flow", "2025-06-01T10:00:00Z-2025-06-01T13:00:00Z/*")]
    [InlineData("lastN=4", "flow", "17,16,15,14", "level", "2025-06-01T17:00:00Z-2025-06-01T14:00:00Z/4")]
    public async Task An_attribute_beyond_the_cut_is_there_and_empty(string query, string whole, string hours, string empty, string range)
    {
        await using var broker = await StartAsync(4, Past.Hourly("level", 10, 11, 12, 13), Past.Hourly("flow", 14, 15, 16, 17));

        var answer = await broker.GetAsync($"{Past.One}?{query}");

        Assert.Equal(206, answer.Status);
        Assert.Equal("date-time " + range, answer["Content-Range"]);
        Assert.Equal(hours, Past.Values(answer.Json, whole));
        Found.IsJson("[]", answer.Json[empty]);
    }

    [Theory]
    [InlineData("GET", "?type=Tank&timerel=after&timeAt=2025-06-01T09:00:00Z")]
    [InlineData("POST", "?count=false")]
    public async Task The_entities_of_a_query_are_cut_at_the_same_time(string method, string query)
    {
        await using var broker = await StartAsync(4, Past.Hourly("level", 10, 11, 12));
        await broker.RecordAsync(Past.Tank(2, Past.Hourly("level", 10, 11, 12)));

        var answer = await broker.SendAsync(method, (method == "GET" ? Past.All : Past.Query) + query, method == "GET"
            ? null
            : Tanks.Body(""" "entities":[{"type":"Tank"}],"temporalQ":{"timerel":"after","timeAt":"2025-06-01T09:00:00Z"} """));

        Assert.Equal(206, answer.Status);
        Assert.Equal("date-time 2025-06-01T09:00:00Z-2025-06-01T11:00:00Z/*", answer["Content-Range"]);
        Found.IsJson($"[{Past.Tank(1, Past.Hourly("level", 10, 11))},{Past.Tank(2, Past.Hourly("level", 10, 11))}]", Past.Plain(answer.Json));
    }

    private static Task<TestBroker> StartAsync(int limit, params string[] attributes) =>
        Past.StartAsync(string.Join(',', attributes), options => options.TemporalLimit = limit);
}
