using Waziup.Ngsi.AspNetCore.Tests.Query;

namespace Waziup.Ngsi.AspNetCore.Tests.Temporal;

/// <summary>The past and the present are one store: the newest reading is the current one, and what was current stays as past.</summary>
public sealed class CurrentStateTests
{
    [Fact]
    public async Task The_newest_reading_of_each_dataset_is_the_current_one()
    {
        await using var broker = await Past.StartAsync($$"""
            "level":[{{Past.Reading(10)}},{{Past.Reading(12)}},{{Past.Reading(11)}},
             {"type":"Property","value":1,"observedAt":"2025-06-01T13:00:00Z","datasetId":"urn:d:1"},
             {"type":"Property","value":2,"observedAt":"2025-06-01T09:00:00Z","datasetId":"urn:d:1"}]
            """);

        Found.IsJson(Past.Tank(1, $$"""
            "level":[{{Past.Reading(12)}},{"type":"Property","value":1,"observedAt":"2025-06-01T13:00:00Z","datasetId":"urn:d:1"}]
            """), (await broker.GetAsync(Past.Current)).Json);
    }

    [Fact]
    public async Task A_late_reading_is_past_at_once_and_a_newer_one_becomes_current()
    {
        await using var broker = await TestBroker.StartAsync();
        await broker.CreateAsync(Past.Tank(1, $"\"level\":{Past.Reading(11)}"));

        await broker.AddAsync(Past.Hourly("level", 10));
        Found.IsJson(Past.Tank(1, $"\"level\":{Past.Reading(11)}"), (await broker.GetAsync(Past.Current)).Json);
        (await broker.PostAsync(Past.All, Past.Tank(1, Past.Hourly("level", 12, 9) + "," + Past.Hourly("flow", 9)))).IsBare(204);

        Found.IsJson(Past.Tank(1, $"\"level\":{Past.Reading(12)},\"flow\":{Past.Reading(9)}"), (await broker.GetAsync(Past.Current)).Json);
        Assert.Equal("9,10,11,12", Past.Values(await broker.ReadAsync(), "level"));
    }

    [Fact]
    public async Task A_reading_from_the_future_does_not_become_current()
    {
        await using var broker = await Past.StartAsync(Past.Hourly("level", 10));

        await broker.AddAsync(""" "level":[{"type":"Property","value":6,"observedAt":"2026-01-01T00:05:01Z"}] """);
        Found.IsJson(Past.Tank(1, $"\"level\":{Past.Reading(10)}"), (await broker.GetAsync(Past.Current)).Json);
        await broker.AddAsync(""" "level":[{"type":"Property","value":7,"observedAt":"2026-01-01T00:05:00Z"}] """);

        Assert.Equal(7, (int)(await broker.GetAsync(Past.Current)).Json["level"]!["value"]!);
        Assert.Equal("10,7,6", Past.Values(await broker.ReadAsync(), "level"));
    }

    [Fact]
    public async Task Every_write_to_the_present_is_added_to_the_past()
    {
        await using var broker = await TestBroker.StartAsync();

        await broker.CreateAsync(Past.Tank(1, $"\"level\":{Past.Reading(10)}"));
        (await broker.PostAsync(Past.Current + "/attrs", $$"""{"level":{{Past.Reading(11)}}}""")).IsBare(204);
        (await broker.PatchAsync(Past.Current + "/attrs", $$"""{"level":{{Past.Reading(12)}}}""")).IsBare(204);
        (await broker.PatchAsync(Past.Current + "/attrs/level", $$"""{"value":13,"observedAt":"{{Past.At(13)}}"}""")).IsBare(204);
        (await broker.SendAsync("PUT", Past.Current + "/attrs/level", Past.Reading(14))).IsBare(204);
        (await broker.PatchAsync(Past.Current, $$"""{"level":{{Past.Reading(15)}}}""")).IsBare(204);
        (await broker.SendAsync("PUT", Past.Current, Past.Tank(1, $"\"level\":{Past.Reading(16)}"))).IsBare(204);
        (await broker.PostAsync("/entityOperations/upsert", $"[{Past.Tank(1, $"\"level\":{Past.Reading(17)}")}]")).IsBare(204);

        Found.IsJson(Past.Tank(1, Past.Hourly("level", 10, 11, 12, 13, 14, 15, 16, 17)), await broker.ReadAsync());
    }

    [Fact]
    public async Task The_last_write_to_the_present_wins_whatever_its_time()
    {
        await using var broker = await Past.StartAsync(Past.Hourly("level", 11));

        (await broker.PatchAsync(Past.Current + "/attrs", $$"""{"level":{{Past.Reading(10)}}}""")).IsBare(204);

        Assert.Equal(10, (int)(await broker.GetAsync(Past.Current)).Json["level"]!["value"]!);
        Assert.Equal("10,11", Past.Values(await broker.ReadAsync(), "level"));
    }

    [Fact]
    public async Task Deleting_from_the_past_leaves_the_present_alone()
    {
        await using var broker = await Past.StartAsync(Past.Hourly("level", 10, 11) + "," + Past.Hourly("flow", 12));
        var before = (await broker.GetAsync(Past.Current + "?options=sysAttrs")).Body;
        broker.Clock.Advance(TimeSpan.FromSeconds(1));

        (await broker.DeleteAsync($"{Past.One}/attrs/level/{await broker.InstanceAsync("level", 11)}")).IsBare(204);
        (await broker.DeleteAsync(Past.One + "/attrs/flow")).IsBare(204);

        Found.IsJson(Past.Tank(1, Past.Hourly("level", 10)), await broker.ReadAsync());
        Assert.Equal(before, (await broker.GetAsync(Past.Current + "?options=sysAttrs")).Body);
    }
}
