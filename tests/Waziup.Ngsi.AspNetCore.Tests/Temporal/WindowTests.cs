using Waziup.Ngsi.AspNetCore.Tests.Query;

namespace Waziup.Ngsi.AspNetCore.Tests.Temporal;

/// <summary>Which instances a window lets through, by which of their times (4.11, 5.7.3).</summary>
public sealed class WindowTests
{
    [Theory]
    [InlineData("", "10,11,12")]
    [InlineData("timerel=before&timeAt=2025-06-01T11:00:00Z", "10")]
    [InlineData("timerel=after&timeAt=2025-06-01T11:00:00Z", "11,12")]
    [InlineData("timerel=after&timeAt=2025-06-01T11:00:00,000001Z", "12")]
    [InlineData("timerel=between&timeAt=2025-06-01T10:00:00.000Z&endTimeAt=2025-06-01T12:00:00.0Z", "10,11")]
    [InlineData("timerel=between&timeAt=2025-06-01T11:00:00Z&endTimeAt=2025-06-01T11:00:00.5Z&timeproperty=observedAt", "11")]
    [InlineData("lastN=2", "12,11")]
    [InlineData("lastN=1&timerel=before&timeAt=2025-06-01T12:00:00Z", "11")]
    public async Task A_window_has_its_start_and_not_its_end(string query, string hours)
    {
        await using var broker = await Past.StartAsync(Past.Hourly("level", 11, 10, 12) + "," + Past.Hourly("flow", 11, 10, 12));

        var entity = await broker.ReadAsync(query);

        Found.IsJson(
            Past.Tank(1, string.Join(',', ((string[])["level", "flow"]).Select(name => Past.Hourly(name, [.. hours.Split(',').Select(int.Parse)])))), entity);
    }

    [Fact]
    public async Task Another_time_of_an_instance_decides_where_it_is_asked_for()
    {
        // Created first, changed last.
        await using var broker = await Past.StartAsync(Past.Hourly("level", 10));
        broker.Clock.Advance(TimeSpan.FromHours(1));
        await broker.AddAsync(Past.Hourly("level", 9));
        broker.Clock.Advance(TimeSpan.FromHours(1));
        (await broker.PatchAsync($"{Past.One}/attrs/level/{await broker.InstanceAsync("level", 10)}", $$"""{{{Past.Hourly("level", 8)}}}""")).IsBare(204);
        (string Query, string Hours)[] windows =
        [
            ("timeproperty=observedAt&timerel=after&timeAt=2025-01-01T00:00:00Z", "8,9"),
            ("timeproperty=createdAt&timerel=before&timeAt=2026-01-01T01:00:00Z", "8"),
            ("timeproperty=createdAt&timerel=after&timeAt=2026-01-01T01:00:00Z", "9"),
            ("timeproperty=modifiedAt&timerel=after&timeAt=2025-01-01T00:00:00Z", "9,8"),
            ("timeproperty=modifiedAt&timerel=before&timeAt=2026-01-01T02:00:00Z", "9"),
        ];

        await Assert.AllAsync(windows, async window => Assert.Equal(window.Hours, Past.Values(await broker.ReadAsync(window.Query), "level")));
    }

    [Fact]
    public async Task An_instance_without_the_time_asked_for_is_in_no_window()
    {
        await using var broker = await TestBroker.StartAsync();
        await broker.CreateAsync(Samples.Tank(1));

        Found.IsJson("""{"id":"urn:ngsi-ld:Tank:1","type":"Tank","level":[{"type":"Property","value":1,"unitCode":"CMT"}]}""", await broker.ReadAsync());
        Assert.Equal("1", Past.Values(await broker.ReadAsync("timeproperty=modifiedAt&timerel=after&timeAt=2026-01-01T00:00:00Z"), "level"));
        Found.IsJson("""{"id":"urn:ngsi-ld:Tank:1","type":"Tank"}""", await broker.ReadAsync("timerel=after&timeAt=2020-01-01T00:00:00Z"));
        Found.IsJson("""{"id":"urn:ngsi-ld:Tank:1","type":"Tank"}""", await broker.ReadAsync("timerel=before&timeAt=2030-01-01T00:00:00Z"));
    }

    [Fact]
    public async Task An_unknown_entity_is_not_found_and_a_known_one_outside_the_window_is()
    {
        await using var broker = await Past.StartAsync(Past.Hourly("level", 10));
        const string Later = "timerel=after&timeAt=2025-06-02T00:00:00Z";

        (await broker.GetAsync($"{Past.All}/urn:ngsi-ld:Tank:9?{Later}")).IsProblem(404, "ResourceNotFound");
        Found.IsJson("""{"id":"urn:ngsi-ld:Tank:1","type":"Tank"}""", await broker.ReadAsync(Later));
        Assert.Equal("[]", (await broker.GetAsync($"{Past.All}?type=Tank&{Later}")).Body);
        Assert.Equal("1", Found.Numbers(await broker.GetAsync($"{Past.All}?type=Tank&timerel=before&timeAt=2025-06-02T00:00:00Z")));
    }

    [Fact]
    public async Task A_window_that_makes_no_sense_is_bad_data()
    {
        await using var broker = await Past.StartAsync(Past.Hourly("level", 10));
        string[] windows =
        [
            "timerel=after", "timeAt=2025-06-01T11:00:00Z", "timerel=between&timeAt=2025-06-01T11:00:00Z", "timerel=during&timeAt=2025-06-01T11:00:00Z",
            "timerel=after&timeAt=2025-06-01", "timerel=after&timeAt=2025-06-01T11:00:00%2B02:00", "timerel=between&timeAt=2025-06-01T11:00:00Z&endTimeAt=soon",
            "timerel=after&timeAt=2025-06-01T11:00:00Z&timeproperty=expiresAt", "timerel=after&timeAt=2025-06-01T11:00:00Z&lastN=0",
            "timerel=after&timeAt=2025-06-01T11:00:00Z&lastN=-1", "timerel=after&timeAt=2025-06-01T11:00:00Z&lastN=1.5",
        ];

        await Assert.AllAsync(windows, async window => (await broker.GetAsync($"{Past.One}?{window}")).IsProblem(400, "BadRequestData"));
        await Assert.AllAsync(windows, async window => (await broker.GetAsync($"{Past.All}?type=Tank&{window}")).IsProblem(400, "BadRequestData"));
    }
}
