using System.Text.Json.Nodes;

namespace Waziup.Ngsi.AspNetCore.Tests;

/// <summary>/entities and /entities/{id}: what succeeds, and how it is told (6.4, 6.5).</summary>
public sealed class EntityTests
{
    private const string One = "/entities/urn:ngsi-ld:Tank:1";

    [Fact]
    public async Task A_created_entity_is_found_at_its_location()
    {
        await using var broker = await TestBroker.StartAsync();

        var created = await broker.PostAsync("/entities", Samples.Tank(1));
        var found = await broker.GetAsync(created["Location"]![NgsiLdApplicationBuilderExtensions.Root.Length..]);

        Assert.Equal("/ngsi-ld/v1/entities/urn:ngsi-ld:Tank:1", created.IsBare(201)["Location"]);
        Assert.Equal(200, found.Status);
        Assert.Equal("application/json", found["Content-Type"]);
        Assert.Contains("rel=\"http://www.w3.org/ns/json-ld#context\"; type=\"application/ld+json\"", found["Link"], StringComparison.Ordinal);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(Samples.Tank(1)), found.Json), found.Body);
    }

    [Fact]
    public async Task An_id_with_characters_that_a_path_cannot_hold_is_escaped_in_the_location()
    {
        await using var broker = await TestBroker.StartAsync();

        var created = await broker.PostAsync("/entities", """{"id":"https://ex.org/ä?q=1#x","type":"Tank"}""");

        Assert.Equal("/ngsi-ld/v1/entities/https:%2F%2Fex.org%2F%C3%A4%3Fq=1%23x", created["Location"]);
        var found = await broker.GetAsync("/entities/https:%2F%2Fex.org%2F%C3%A4%3Fq=1%23x");
        Assert.Equal("https://ex.org/ä?q=1#x", (string?)found.Json["id"]);
    }

    [Fact]
    public async Task Names_go_out_in_the_context_of_the_reader()
    {
        await using var broker = await TestBroker.StartAsync();
        broker.Contexts[Samples.ContextUrl] = Samples.ContextDocument;
        await broker.CreateAsync(Samples.Tank(1), Samples.ContextLink);

        var same = await broker.GetAsync(One, Samples.ContextLink);
        var other = await broker.GetAsync(One);

        Assert.NotNull(same.Json["level"]);
        Assert.Equal(Samples.ContextLink["Link: ".Length..], same["Link"]);
        Assert.NotNull(other.Json["https://ex.org/level"]);
        Assert.Null(other.Json["level"]);
    }

    [Fact]
    public async Task Replacing_keeps_the_time_of_creation_and_nothing_else()
    {
        await using var broker = await TestBroker.StartAsync();
        await broker.CreateAsync(Samples.Tank(1, ",\"scope\":\"/a\",\"owner\":{\"type\":\"Property\",\"value\":\"x\"}"));
        var before = await broker.GetAsync(One + "?options=sysAttrs");
        broker.Clock.Advance(TimeSpan.FromMinutes(1));

        var replaced = await broker.SendAsync("PUT", One, Samples.Tank(1));

        replaced.IsBare(204);
        var after = await broker.GetAsync(One + "?options=sysAttrs");
        Assert.Equal((string?)before.Json["createdAt"], (string?)after.Json["createdAt"]);
        Assert.NotEqual((string?)before.Json["modifiedAt"], (string?)after.Json["modifiedAt"]);
        Assert.Null(after.Json["owner"]);
        Assert.Null(after.Json["scope"]);
    }

    [Fact]
    public async Task Merging_changes_what_it_names_and_deletes_what_it_marks()
    {
        await using var broker = await TestBroker.StartAsync();
        await broker.CreateAsync(Samples.Tank(1, ",\"owner\":{\"type\":\"Property\",\"value\":\"x\"}"));

        var merged = await broker.SendAsync(
            "PATCH", One, """{"level":{"value":7},"owner":{"type":"Property","value":"urn:ngsi-ld:null"}}""", "application/merge-patch+json");

        merged.IsBare(204);
        var after = await broker.GetAsync(One);
        Assert.Equal(7, (int)after.Json["level"]!["value"]!);
        Assert.Equal("CMT", (string?)after.Json["level"]!["unitCode"]);
        Assert.Null(after.Json["owner"]);
    }

    [Fact]
    public async Task A_merge_of_bare_values_knows_their_kind_from_the_entity()
    {
        await using var broker = await TestBroker.StartAsync();
        await broker.CreateAsync(Samples.Tank(1, ",\"name\":{\"type\":\"LanguageProperty\",\"languageMap\":{\"en\":\"tank\",\"fr\":\"cuve\"}}"));

        var merged = await broker.PatchAsync(
            One + "?format=simplified&lang=en&observedAt=2026-01-01T00:00:00Z", """{"name":"barrel","level":9}""");

        merged.IsBare(204);
        var after = await broker.GetAsync(One);
        Assert.Equal("barrel", (string?)after.Json["name"]!["languageMap"]!["en"]);
        Assert.Equal("cuve", (string?)after.Json["name"]!["languageMap"]!["fr"]);
        Assert.Equal(9, (int)after.Json["level"]!["value"]!);
    }

    [Fact]
    public async Task A_deleted_entity_is_gone_and_may_come_back()
    {
        await using var broker = await TestBroker.StartAsync();
        await broker.CreateAsync(Samples.Tank(1));

        (await broker.DeleteAsync(One)).IsBare(204);

        (await broker.GetAsync(One)).IsProblem(404, "ResourceNotFound");
        (await broker.DeleteAsync(One)).IsProblem(404, "ResourceNotFound");
        await broker.CreateAsync(Samples.Tank(1));
    }

    [Fact]
    public async Task An_entity_of_another_type_than_the_selection_is_not_there()
    {
        await using var broker = await TestBroker.StartAsync();
        await broker.CreateAsync(Samples.Tank(1));

        (await broker.GetAsync(One + "?type=Pump")).IsProblem(404, "ResourceNotFound");
        (await broker.DeleteAsync(One + "?type=Pump")).IsProblem(404, "ResourceNotFound");
        (await broker.PatchAsync(One + "?type=Pump", """{"level":{"value":9}}""")).IsProblem(404, "ResourceNotFound");
        (await broker.SendAsync("PUT", One + "?type=Pump", Samples.Tank(1))).IsProblem(404, "ResourceNotFound");

        var untouched = await broker.GetAsync(One + "?type=Pump,Tank");
        Assert.Equal(1, (int)untouched.Json["level"]!["value"]!);
    }

    [Fact]
    public async Task An_expired_entity_is_gone_before_anything_sweeps_it_up()
    {
        await using var broker = await TestBroker.StartAsync();
        await broker.CreateAsync(Samples.Tank(1, ",\"expiresAt\":\"2026-01-01T00:10:00Z\""));
        Assert.Equal(200, (await broker.GetAsync(One)).Status);

        broker.Clock.Advance(TimeSpan.FromMinutes(11));

        (await broker.GetAsync(One)).IsProblem(404, "ResourceNotFound");
        Assert.Equal("[]", (await broker.GetAsync("/entities?type=Tank")).Body);
        await broker.CreateAsync(Samples.Tank(1));
    }
}
