namespace Waziup.Ngsi.AspNetCore.Tests.Access;

/// <summary>Of what is told by hours the present shows the last value before the hour (POLICIES 3.8).</summary>
public sealed class PresentPartTests
{
    private const string One = $"/entities/{CellWorld.Well}";

    [Theory]
    [InlineData(One)]
    [InlineData("/entities?type=Well")]
    [InlineData("/entities?type=Well&options=keyValues")]
    [InlineData("/entities?type=Well&q=name==\"a\"&options=concise,sysAttrs")]
    public async Task It_is_the_last_before_the_hour(string path)
    {
        await using var world = await CellWorld.WithAsync("""{"time":"PT1H"}""");
        var told = new List<string>();
        await SeeAsync();
        await WriteAsync(1, "00:10:00");
        await WriteAsync(2, "00:20:00");
        await SeeAsync();
        world.Pass(1);
        await SeeAsync();
        await WriteAsync(3, "01:30:00");
        await WriteAsync(4, "01:40:00");
        await SeeAsync();
        world.Pass(0.99);
        await SeeAsync();
        world.Pass(0.01);
        await SeeAsync();

        Assert.Equal(["-", "-", "2 00:00", "2 00:00", "2 00:00", "4 01:00"], path.Contains("keyValues", StringComparison.Ordinal)
            ? told.Select((text, i) => text == "-" ? text : text + (i == 5 ? " 01:00" : " 00:00")) : told);

        async Task SeeAsync()
        {
            var answer = await world.GetAsync(path.Replace("\"", "%22", StringComparison.Ordinal));
            var entity = answer.Json is System.Text.Json.Nodes.JsonArray all ? all[0]! : answer.Json;
            told.Add(entity["level"] is not { } level ? "-" : level is System.Text.Json.Nodes.JsonObject ? $"{level["value"]} {((string)level["observedAt"]!)[11..16]}" : $"{level}");
            Assert.DoesNotContain(":10:00", answer.Body, StringComparison.Ordinal);
            Assert.Null(entity["level"] as System.Text.Json.Nodes.JsonObject is { } seen ? seen["modifiedAt"] : null);
        }

        async Task WriteAsync(int value, string time) => (await world.Broker.PostAsync(
            $"{One}/attrs", $$"""{"level":{"type":"Property","value":{{value}},"observedAt":"2026-01-01T{{time}}Z"} }""", PolicyWorld.Root)).IsBare(204);
    }

    [Fact]
    public async Task What_was_never_observed_or_in_no_hour_that_is_over_is_not_told()
    {
        await using var world = await CellWorld.WithAsync("""{"time":"PT1H"}""");
        (await world.Broker.PostAsync($"{One}/attrs", """
            {"level":[{"type":"Property","value":4711},{"type":"Property","value":4712,"datasetId":"urn:d:1","observedAt":"2026-01-01T05:00:00Z"}]}
            """, PolicyWorld.Root)).IsBare(204);
        world.Pass(5.5);

        Assert.DoesNotContain("level", (await world.GetAsync(One)).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_written_within_an_hour_moves_it_before_that_is_over()
    {
        await using var world = await CellWorld.WithAsync("""{"time":"PT1H"}""");
        await WriteAsync(1, "00:50:00");
        world.Pass(1.2);
        await WriteAsync(2, "00:20:00");
        await SeesAsync(1);
        await WriteAsync(3, "01:20:00");
        await SeesAsync(1);
        // What is gone is not told; what comes anew is, with its hour.
        (await world.Broker.SendAsync("DELETE", $"{One}/attrs/level", (string?)null, headers: PolicyWorld.Root)).IsBare(204);
        await SeesAsync(null);
        await WriteAsync(4, "01:30:00");
        await SeesAsync(null);
        world.Pass(0.8);
        await SeesAsync(4);

        async Task SeesAsync(int? value) => Assert.Equal(value, (int?)(await world.GetAsync(One)).Json["level"]?["value"]);

        async Task WriteAsync(int value, string time) => (await world.Broker.PostAsync(
            $"{One}/attrs", $$"""{"level":{"type":"Property","value":{{value}},"observedAt":"2026-01-01T{{time}}Z"} }""", PolicyWorld.Root)).IsBare(204);
    }

    [Fact]
    public async Task What_has_expired_does_not_come_back()
    {
        await using var world = await CellWorld.WithAsync("""{"time":"PT1H"}""");
        (await world.Broker.PostAsync($"{One}/attrs", """{"level":{"type":"Property","value":1,"observedAt":"2026-01-01T00:10:00Z"} }""", PolicyWorld.Root)).IsBare(204);
        world.Pass(1);
        (await world.Broker.PostAsync($"{One}/attrs", """
            {"level":{"type":"Property","value":2,"observedAt":"2026-01-01T01:00:00Z","expiresAt":"2026-01-01T01:10:00Z"} }
            """, PolicyWorld.Root)).IsBare(204);
        world.Pass(0.5);

        Assert.DoesNotContain("level", (await world.GetAsync(One)).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_value_keeps_its_other_form_and_its_dataset()
    {
        await using var world = await CellWorld.WithAsync("""{"round":10,"time":"PT1H"}""");
        (await world.Broker.PostAsync($"{One}/attrs", """
            {"level":[{"type":"Property","value":13,"observedAt":"2026-01-01T00:10:00Z"},{"type":"Property","value":28,"datasetId":"urn:d:1","observedAt":"2026-01-01T00:20:00Z"}]}
            """, PolicyWorld.Root)).IsBare(204);
        world.Pass(1);
        (await world.Broker.PostAsync($"{One}/attrs", """{"level":{"type":"Property","value":97,"observedAt":"2026-01-01T01:10:00Z"} }""", PolicyWorld.Root)).IsBare(204);

        var level = (await world.GetAsync(One)).Json["level"]!.AsArray();

        Assert.Equal(["10 ", "30 urn:d:1"], level.Select(one => $"{one!["value"]} {one["datasetId"]}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_linked_entity_is_shown_likewise()
    {
        await using var world = await CellWorld.WithAsync("""{"time":"PT1H"}""");
        await world.World.CreateAsync("Well:2", "Well", $$"""
            "name":{"type":"Relationship","object":"{{CellWorld.Well}}"}
            """);
        (await world.Broker.PostAsync($"{One}/attrs", """{"level":{"type":"Property","value":7,"observedAt":"2026-01-01T00:10:00Z"} }""", PolicyWorld.Root)).IsBare(204);
        world.Pass(1);

        var answer = await world.GetAsync("/entities/urn:ngsi-ld:Well:2?join=inline");

        Assert.Contains("\"value\":7,\"observedAt\":\"2026-01-01T00:00:00Z\"", answer.Body, StringComparison.Ordinal);
    }
}
