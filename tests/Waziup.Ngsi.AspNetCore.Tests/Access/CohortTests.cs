namespace Waziup.Ngsi.AspNetCore.Tests.Access;

/// <summary>What a policy shows only where enough others are like it: counted once in a period, over all entities, whoever asks (POLICIES 3.7).</summary>
public class CohortTests
{
    [Fact]
    public async Task A_group_below_k_is_hidden_and_the_one_who_makes_it_large_enough_is_seen_with_the_next_refresh()
    {
        await using var world = await CohortWorld.StartAsync();
        await world.SensorAsync("1", CohortWorld.Keta, 1, "ama");
        await world.SensorAsync("2", CohortWorld.Keta, 2, "kofi");

        Assert.Equal("", await world.SensorsAsync());
        await world.SensorAsync("3", CohortWorld.Keta, 3, "yaw");
        Assert.Equal("", await world.SensorsAsync());
        world.Broker.Clock.Advance(TimeSpan.FromHours(23));
        Assert.Equal("", await world.SensorsAsync());
        Assert.Equal("", await world.SeenAsync("Sensor:3"));

        world.Broker.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal("1,2,3", await world.SensorsAsync());
        Assert.Equal("level,location", await world.SeenAsync("Sensor:3"));
    }

    [Fact]
    public async Task What_comes_later_is_seen_with_the_next_refresh_and_what_is_deleted_is_gone_at_once()
    {
        await using var world = await CohortWorld.WithSensorsAsync();
        Assert.Equal("k1,k2,k3,k4", await world.SensorsAsync());

        await world.SensorAsync("k5", CohortWorld.Keta, 5, "esi");
        await world.SensorAsync("a5", CohortWorld.Accra, 5, "esi");
        (await world.Broker.DeleteAsync("/entities/urn:ngsi-ld:Sensor:k1", PolicyWorld.Root)).IsBare(204);
        Assert.Equal("k2,k3,k4", await world.SensorsAsync());

        world.Refresh();
        Assert.Equal("k2,a1,a2,k3,a3,k4,a4,k5,a5".Split(',').Order(), (await world.SensorsAsync()).Split(',').Order());
    }

    [Fact]
    public async Task A_group_that_has_become_too_small_is_gone_with_the_next_refresh()
    {
        await using var world = await CohortWorld.WithSensorsAsync();
        Assert.Equal("k1,k2,k3,k4", await world.SensorsAsync());

        (await world.Broker.DeleteAsync("/entities/urn:ngsi-ld:Sensor:k2", PolicyWorld.Root)).IsBare(204);
        Assert.Equal("k1,k3,k4", await world.SensorsAsync());
        world.Refresh();
        Assert.Equal("", await world.SensorsAsync());
    }

    [Fact]
    public async Task One_owner_with_many_sensors_is_one()
    {
        await using var world = await CohortWorld.StartAsync();
        for (var i = 0; i < 20; i++)
            await world.SensorAsync($"{i}", CohortWorld.Keta, i, i % 2 == 0 ? "ama" : "kofi");

        Assert.Equal("", await world.SensorsAsync());
    }

    [Theory]
    [InlineData("ama|kofi|yaw", 3)]
    [InlineData("ama|kofi", 0)]
    [InlineData("||", 0)]
    [InlineData("ama|kofi||", 4)]
    [InlineData("|ama|ama", 0)]
    [InlineData("ama kofi|kofi yaw|yaw ama", 0)]
    [InlineData("ama|ama kofi|ama yaw|ama esi", 0)]
    [InlineData("ama kofi|yaw esi|efua", 3)]
    public async Task Who_stands_behind_sensors_is_counted_and_those_of_nobody_are_of_one(string owners, int seen)
    {
        await using var world = await CohortWorld.StartAsync();
        foreach (var (i, some) in owners.Split('|').Index())
            await world.SensorAsync($"{i}", CohortWorld.Keta, i, some.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        Assert.Equal(seen, (await world.SensorsAsync()).Split(',', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Fact]
    public async Task What_was_counted_outlives_a_restart_and_holds_on_other_nodes()
    {
        await using var world = await CohortWorld.WithSensorsAsync();
        Assert.Equal("k1,k2,k3,k4", await world.SensorsAsync());
        await world.SensorAsync("a5", CohortWorld.Accra, 5, "esi");
        await world.SensorAsync("k5", CohortWorld.Keta, 5, "esi");

        using var other = world.Anew(new LogLines());
        Assert.Equal("k1,k2,k3,k4", await world.SensorsOfAsync(other));
        // Another set of policies looks at what was counted before it.
        await world.HoldAsync("""{"id":"urn:p:2","who":["role:x"],"rights":["read"],"entities":{"type":"Sensor"},"attributes":{"level":"show"}}""");
        Assert.Equal("k1,k2,k3,k4", await world.SensorsAsync());

        world.Refresh();
        Assert.Equal(10, (await world.SensorsOfAsync(other)).Split(',').Length);
        await world.SensorAsync("k6", CohortWorld.Keta, 6, "efua");
        Assert.Equal(10, (await world.SensorsAsync()).Split(',').Length);
    }

    [Fact]
    public async Task Another_version_is_counted_anew_and_one_written_after_a_deletion_too()
    {
        await using var world = await CohortWorld.WithSensorsAsync();
        const string Id = "urn:waziup:Policy:tested";
        Assert.Equal("k1,k2,k3,k4", await world.SensorsAsync());
        string Policy(int k) => $$"""
            {"id":"{{Id}}","who":["anybody"],"rights":["read"],"entities":{"type":"Sensor"},"attributes":{"location":{"grid":4000} },"cohort":{"k":{{k}},"by":["location"],"unit":"owner"} }
            """;

        await world.HoldAsync(Policy(2));
        Assert.Equal(8, (await world.SensorsAsync()).Split(',').Length);
        await world.ChangeAsync(System.Text.Json.Nodes.JsonNode.Parse($$"""{"retire":["{{Id}}"]}""")!);
        await world.Book.DeleteAsync(default, Ngsi.Access.Caller.Anonymous with { Subject = "eve", Roles = ["administrator"] }, Id, TestContext.Current.CancellationToken);
        Assert.Empty(await world.Broker.Storage.Documents.ListAsync(Storage.DocumentKind.Cohort, TestContext.Current.CancellationToken));
        await world.HoldAsync(Policy(4));
        Assert.Equal("", await world.SensorsAsync());
    }

    [Fact]
    public async Task What_was_counted_goes_from_the_store_when_its_time_is_over_and_tells_no_ids()
    {
        await using var world = await CohortWorld.WithSensorsAsync();
        var cancel = TestContext.Current.CancellationToken;
        Assert.Equal("k1,k2,k3,k4", await world.SensorsAsync());

        var (_, kept) = Assert.Single(await world.Broker.Storage.Documents.ListAsync(Storage.DocumentKind.Cohort, cancel));
        Assert.DoesNotContain("Sensor", System.Text.Encoding.UTF8.GetString(kept.Body.Span), StringComparison.Ordinal);
        Assert.InRange(kept.Body.Length, 4 * 16, 200);
        world.Refresh();
        await world.Broker.Broker.SweepAsync(cancel);
        Assert.Empty(await world.Broker.Storage.Documents.ListAsync(Storage.DocumentKind.Cohort, cancel));
        Assert.Equal("k1,k2,k3,k4", await world.SensorsAsync());
    }

    [Fact]
    public async Task A_policy_that_is_about_too_many_entities_shows_none_and_is_reported()
    {
        await using var world = await CohortWorld.WithSensorsAsync();
        var log = new LogLines();

        using (var few = world.Anew(log, most: 7))
            Assert.Equal("", await world.SensorsOfAsync(few));
        Assert.Contains(log.Lines, line => line.StartsWith("Error", StringComparison.Ordinal) && line.Contains("urn:waziup:Policy:tested", StringComparison.Ordinal));
        // That holds until the next refresh too.
        using var many = world.Anew(new LogLines(), most: 8);
        Assert.Equal("", await world.SensorsOfAsync(many));
        world.Refresh();
        Assert.Equal("k1,k2,k3,k4", await world.SensorsOfAsync(many));
    }

    [Fact]
    public async Task Groups_are_made_of_what_is_shown_and_not_of_what_is_stored()
    {
        await using var world = await CohortWorld.StartAsync("""{"k":3,"by":["level"],"unit":"owner"}""", "\"level\":{\"round\":10}");
        foreach (var (i, level) in new[] { 18, 20, 23, 26 }.Index())
            await world.SensorAsync($"{i}", CohortWorld.Keta, level, $"owner{i}");

        // 20, 20, 20 and 30.
        Assert.Equal("0,1,2", await world.SensorsAsync());
    }

    [Fact]
    public async Task Ids_under_pseudonyms_are_judged_by_what_stands_behind_them()
    {
        await using var world = await CohortWorld.StartAsync(attributes: """ "id":{"pseudonym":{}},"location":{"grid":4000},"level":"show" """);
        await world.SensorAsync("k1", CohortWorld.Keta, 1, "ama");
        await world.SensorAsync("k2", CohortWorld.Keta, 2, "kofi");
        await world.SensorAsync("k3", CohortWorld.Keta, 3, "yaw");
        await world.SensorAsync("a1", CohortWorld.Accra, 4, "yaw");

        var seen = (await world.Broker.GetAsync("/entities?type=Sensor&count=true")).Json.AsArray();

        Assert.Equal([1, 2, 3], seen.Select(entity => (int)entity!["level"]!["value"]!).Order());
        foreach (var entity in seen)
        {
            var alias = (string)entity!["id"]!;
            Assert.StartsWith("urn:ngsi-ld:Alias:", alias, StringComparison.Ordinal);
            Assert.Equal(200, (await world.Broker.GetAsync($"/entities/{alias}")).Status);
            Assert.Single((await world.Broker.GetAsync($"/entities?id={alias}&local=true")).Json.AsArray());
        }
        Assert.Empty((await world.Broker.GetAsync("/entities?id=urn:ngsi-ld:Sensor:k1&local=true")).Json.AsArray());
    }

    [Fact]
    public async Task Who_stands_behind_a_sensor_is_not_written_by_who_may_write_the_rest()
    {
        await using var world = await CohortWorld.WithSensorsAsync();
        await world.HoldAsync("""{"id":"urn:p:w","who":["subject:ama"],"rights":["update"],"entities":{"type":"Sensor"},"attributes":{"*":"show"}}""");
        const string Path = "/entities/urn:ngsi-ld:Sensor:k1/attrs";

        (await world.Broker.PatchAsync(Path, "{\"level\":9}", "Test-Caller: ama")).IsBare(204);
        Assert.Equal(207, (await world.Broker.PatchAsync(Path, """{"level":8,"owner":{"object":"urn:ngsi-ld:Person:esi"}}""", "Test-Caller: ama")).Status);
    }

    [Fact]
    public async Task An_administrator_is_told_to_which_group_an_entity_belongs_and_lint_tells_by_what_one_is_singled_out()
    {
        await using var world = await CohortWorld.WithSensorsAsync();
        var administrator = Ngsi.Access.Caller.Anonymous with { Subject = "eve", Roles = ["administrator"] };
        async Task<System.Text.Json.Nodes.JsonObject> ExplainAsync(string id)
        {
            using var form = System.Text.Json.JsonDocument.Parse($$"""{"caller":"anybody","entity":"urn:ngsi-ld:Sensor:{{id}}"}""");
            return await world.Explainer.ExplainAsync(default, administrator, form.RootElement, world.Broker.Broker.Terms.Default, TestContext.Current.CancellationToken);
        }

        var (shown, hidden) = (await ExplainAsync("k1"), await ExplainAsync("a1"));
        var lint = await world.Activation.LintAsync(default, administrator, TestContext.Current.CancellationToken);

        Assert.True((bool)shown["visible"]!);
        Assert.Equal(
            """{"policy":"urn:waziup:Policy:tested","k":3,"class":{"location":[{"type":"Point","coordinates":[0.988770,5.930134]}]},"passed":true,"until":"2026-01-02T00:00:00Z"}""",
            shown["cohort"]!.ToJsonString());
        Assert.False((bool)hidden["visible"]!);
        Assert.False((bool)hidden["cohort"]!["passed"]!);
        Assert.Equal("""[{"policy":"urn:waziup:Policy:tested","failed":"cohort"}]""", hidden["notBecause"]!.ToJsonString());
        Assert.Contains(lint["findings"]!.AsArray(), finding => (string)finding!["code"]! == "P11" && ((string)finding["text"]!).EndsWith(": id, level", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_trial_looks_at_what_is_there_and_keeps_nothing()
    {
        await using var world = await CohortWorld.WithSensorsAsync();
        var administrator = Ngsi.Access.Caller.Anonymous with { Subject = "eve", Roles = ["administrator"] };
        Assert.Equal("k1,k2,k3,k4", await world.SensorsAsync());
        await world.SensorAsync("k5", CohortWorld.Keta, 5, "esi");
        using var form = System.Text.Json.JsonDocument.Parse("""
            {"activate":[{"id":"urn:waziup:Policy:tested","who":["anybody"],"rights":["read"],"entities":{"type":"Sensor"},"attributes":{"location":{"grid":4000}},
              "cohort":{"k":2,"by":["location"],"unit":"owner"}}],"callers":["anybody"],"type":"Sensor"}
            """);

        var told = await world.Trial.TryAsync(default, administrator, form.RootElement, world.Broker.Broker.Terms.Default, TestContext.Current.CancellationToken);

        Assert.Equal("""{"before":4,"after":9}""", told["callers"]!["anybody"]!["visible"]!.ToJsonString());
        Assert.Single(await world.Broker.Storage.Documents.ListAsync(Storage.DocumentKind.Cohort, TestContext.Current.CancellationToken));
        Assert.Equal("k1,k2,k3,k4", await world.SensorsAsync());
    }
}
