using System.Text.Json.Nodes;
using Waziup.Ngsi.AspNetCore.Tests.Query;

namespace Waziup.Ngsi.AspNetCore.Tests.Federation;

/// <summary>Writes to attributes of which sources have some (5.6.2 to 5.6.5, 5.6.17 to 5.6.19).</summary>
public sealed class DistributedAttributeTests
{
    private const string One = "/entities/urn:ngsi-ld:Tank:1";
    private const string Only = "\"type\":\"Tank\",\"id\":\"urn:ngsi-ld:Tank:1\"";
    private const string Both = """{"level":{"type":"Property","value":5},"owner":{"type":"Property","value":"Kofi"}}""";
    private const string Back = "urn:ngsi-ld:ContextSourceRegistration:back";

    /// <summary>Method, path behind the entity, body.</summary>
    public static TheoryData<string, string, string?> Writes => new()
    {
        { "POST", "/attrs", Both },
        { "PATCH", "/attrs", Both },
        { "PATCH", "", Both },
        { "PATCH", "/attrs/owner", """{"value":"Kofi"}""" },
        { "PUT", "/attrs/owner", """{"type":"Property","value":"Kofi"}""" },
        { "DELETE", "/attrs/owner", null },
        { "DELETE", "", null },
        { "PUT", "", """{"id":"urn:ngsi-ld:Tank:1","type":"Tank","level":{"type":"Property","value":5}}""" },
    };

    [Theory]
    [MemberData(nameof(Writes))]
    [InlineData("POST", "/attrs/", Both)]
    [InlineData("PATCH", "/attrs/", Both)]
    public async Task What_is_redirected_is_done_there_alone(string method, string path, string? body)
    {
        var network = new Network();
        await using var broker = await TestBroker.StartAsync(source: network);
        network.Answers("back", 204);
        await broker.RegisterAsync("back", "redirect");

        (await broker.SendAsync(method, One + path, body)).IsBare(204);

        var call = Assert.Single(network.Calls);
        Assert.Equal((method, "/ngsi-ld/v1" + One + path), (call.Method, Uri.UnescapeDataString(call.Uri.AbsolutePath)));
        Assert.Equal(body is null, call.Body.IsEmpty);
        if (body is not null)
            Found.IsJson(body, JsonNode.Parse(call.Body.Span));
        Assert.Equal(404, (await broker.GetAsync(One + "?local=true")).Status);
    }

    [Theory]
    [MemberData(nameof(Writes))]
    public async Task Local_means_that_nobody_is_told(string method, string path, string? body)
    {
        var network = new Network();
        await using var broker = await TestBroker.StartAsync(source: network);
        await broker.RegisterAsync("back", "redirect");

        var answer = await broker.SendAsync(method, $"{One}{path}?local=true", body);

        answer.IsProblem(404, "ResourceNotFound");
        Assert.Empty(network.Calls);
    }

    [Theory]
    [MemberData(nameof(Writes))]
    public async Task What_the_source_has_not_either_is_not_there(string method, string path, string? body)
    {
        var network = new Network();
        await using var broker = await TestBroker.StartAsync(source: network);
        network.Answers("back", 404);
        await broker.RegisterAsync("back");

        (await broker.SendAsync(method, One + path, body)).IsProblem(404, "ResourceNotFound");

        Assert.Single(network.Calls);
    }

    [Theory]
    [MemberData(nameof(Writes))]
    public async Task A_source_that_is_beside_gets_a_copy_and_what_is_here_changes_too(string method, string path, string? body)
    {
        var network = new Network();
        await using var front = await TestBroker.StartAsync(source: network);
        await using var back = await TestBroker.StartAsync();
        network.Add("back", back);
        await front.RegisterAsync("back");
        await front.CreateAsync(Samples.Tank(1, ",\"owner\":{\"type\":\"Property\",\"value\":\"Ama\"}"));

        (await front.SendAsync(method, One + path, body)).IsBare(204);

        var (here, there) = (await front.GetAsync(One + "?local=true"), await back.GetAsync(One));
        Assert.Equal(here.Status, there.Status);
        if (here.Status == 200)
            Found.IsJson(here.Body, there.Json);
        Assert.DoesNotContain("Ama", here.Body, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Writes))]
    public async Task An_inclusive_source_that_cannot_do_it_is_passed_over(string method, string path, string? body)
    {
        var network = new Network();
        await using var broker = await TestBroker.StartAsync(source: network);
        await broker.CreateAsync(Samples.Tank(1, ",\"owner\":{\"type\":\"Property\",\"value\":\"Ama\"}"));
        await broker.RegisterAsync("back", operations: "[\"retrieveOps\"]");

        (await broker.SendAsync(method, One + path, body)).IsBare(204);

        Assert.Empty(network.Calls);
    }

    [Theory]
    [MemberData(nameof(Writes))]
    public async Task A_redirect_that_cannot_do_it_is_a_conflict(string method, string path, string? body)
    {
        var network = new Network();
        await using var broker = await TestBroker.StartAsync(source: network);
        await broker.RegisterAsync("back", "redirect", operations: "[\"retrieveOps\"]");

        (await broker.SendAsync(method, One + path, body)).IsProblem(409, "Conflict");

        Assert.Empty(network.Calls);
    }

    [Theory]
    [MemberData(nameof(Writes))]
    public async Task An_auxiliary_source_is_never_written_to(string method, string path, string? body)
    {
        var network = new Network();
        await using var broker = await TestBroker.StartAsync(source: network);
        await broker.CreateAsync(Samples.Tank(1, ",\"owner\":{\"type\":\"Property\",\"value\":\"Ama\"}"));
        await broker.RegisterAsync("back", "auxiliary", operations: "[\"retrieveOps\"]");

        (await broker.SendAsync(method, One + path, body)).IsBare(204);

        Assert.Empty(network.Calls);
    }

    [Theory]
    [MemberData(nameof(Writes))]
    public async Task A_copy_that_fails_loses_nothing_of_what_was_done_here(string method, string path, string? body)
    {
        var network = new Network();
        await using var broker = await TestBroker.StartAsync(source: network);
        await broker.RegisterAsync("back", operations: "[\"redirectionOps\"]", entities: Only);
        Assert.Equal(201, (await broker.PostAsync("/entities?local=true", Samples.Tank(1, ",\"owner\":{\"type\":\"Property\",\"value\":\"Ama\"}"))).Status);

        var answer = await broker.SendAsync(method, One + path, body);

        Assert.True(answer.Status == 207, $"{answer.Status} {answer.Body}");
        Assert.Contains(Back, answer.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("Ama", (await broker.GetAsync(One + "?local=true")).Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("POST", "/attrs")]
    [InlineData("PATCH", "/attrs")]
    public async Task The_answer_says_which_attributes_were_not_written_and_whose_fault_it_was(string method, string path)
    {
        var network = new Network();
        await using var broker = await TestBroker.StartAsync(source: network);
        network.Answers("back", 500);
        await broker.CreateAsync(Samples.Tank(1));
        await broker.RegisterAsync("back", "exclusive", Only, "[\"owner\"]");

        var answer = await broker.SendAsync(method, One + path, Both);

        Assert.True(answer.Status == 207, $"{answer.Status} {answer.Body}");
        Assert.EndsWith("level", (string?)Assert.Single(answer.Json["updated"]!.AsArray()), StringComparison.Ordinal);
        var refused = Assert.Single(answer.Json["notUpdated"]!.AsArray())!;
        Assert.EndsWith("owner", (string?)refused["attributeName"], StringComparison.Ordinal);
        Assert.True(((string?)refused["reason"])?.Length > 0, answer.Body);
        Assert.Equal(Back, (string?)refused["registrationId"]);
        var here = (await broker.GetAsync(One + "?local=true")).Json;
        Assert.Equal(5, (int)here["level"]!["value"]!);
        Assert.Null(here["owner"]);
    }

    [Fact]
    public async Task Without_overwriting_is_passed_on_and_what_the_source_refuses_is_told()
    {
        var network = new Network();
        await using var broker = await TestBroker.StartAsync(source: network);
        network.Answers("back", 207, """{"updated":[],"notUpdated":[{"attributeName":"owner","reason":"it is there"}]}""");
        await broker.CreateAsync(Samples.Tank(1));
        await broker.RegisterAsync("back", "exclusive", Only, "[\"owner\"]");

        var answer = await broker.PostAsync(One + "/attrs?options=noOverwrite", """{"colour":{"type":"Property","value":"red"},"owner":{"type":"Property","value":"Kofi"}}""");

        Assert.True(answer.Status == 207, $"{answer.Status} {answer.Body}");
        Assert.Contains("options=noOverwrite", Assert.Single(network.Calls).Uri.Query, StringComparison.Ordinal);
        Assert.EndsWith("colour", (string?)Assert.Single(answer.Json["updated"]!.AsArray()), StringComparison.Ordinal);
        Assert.EndsWith("owner", (string?)Assert.Single(answer.Json["notUpdated"]!.AsArray())!["attributeName"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("PATCH", "/attrs", Both)]
    [InlineData("PATCH", "/attrs/owner", """{"value":"Kofi"}""")]
    [InlineData("PUT", "/attrs/owner", """{"type":"Property","value":"Kofi"}""")]
    public async Task A_copy_that_succeeds_beside_nothing_here_is_half_a_success(string method, string path, string body)
    {
        var network = new Network();
        await using var broker = await TestBroker.StartAsync(source: network);
        network.Answers("back", 204);
        await broker.RegisterAsync("back");

        var answer = await broker.SendAsync(method, One + path, body);

        Assert.True(answer.Status == 207, $"{answer.Status} {answer.Body}");
        Assert.Single(network.Calls);
        Assert.Equal(404, (await broker.GetAsync(One + "?local=true")).Status);
    }

    [Fact]
    public async Task Of_two_redirects_one_may_fail()
    {
        var network = new Network();
        await using var broker = await TestBroker.StartAsync(source: network);
        network.Answers("left", 204);
        network.Answers("right", 500);
        await broker.RegisterAsync("left", "redirect");
        await broker.RegisterAsync("right", "redirect");

        var answer = await broker.PatchAsync(One + "/attrs", Both);

        Assert.True(answer.Status == 207, $"{answer.Status} {answer.Body}");
        Assert.Equal([":right", ":right"], answer.Json["notUpdated"]!.AsArray().Select(refused => ((string)refused!["registrationId"]!)[^6..]));
        Assert.DoesNotContain(":left", answer.Body, StringComparison.Ordinal);
        Assert.Equal(2, network.Calls.Count);
    }

    [Fact]
    public async Task What_an_exclusive_source_has_no_redirect_gets()
    {
        var network = new Network();
        await using var broker = await TestBroker.StartAsync(source: network);
        network.Answers("one", 204);
        network.Answers("all", 204);
        network.Answers("copy", 204);
        await broker.RegisterAsync("one", "exclusive", Only, "[\"owner\"]");
        await broker.RegisterAsync("all", "redirect", Only, "[\"level\"]");
        await broker.RegisterAsync("copy");

        (await broker.PatchAsync(One + "/attrs", Both)).IsBare(204);

        Found.IsJson("""{"owner":{"type":"Property","value":"Kofi"}}""", JsonNode.Parse(Assert.Single(network.To("one")).Body.Span));
        Found.IsJson("""{"level":{"type":"Property","value":5}}""", JsonNode.Parse(Assert.Single(network.To("all")).Body.Span));
        Assert.Empty(network.To("copy"));
    }

    [Fact]
    public async Task An_attribute_that_is_elsewhere_is_not_touched_here()
    {
        var network = new Network();
        await using var broker = await TestBroker.StartAsync(source: network);
        network.Answers("back", 204);
        await broker.RegisterAsync("back", "exclusive", Only, "[\"owner\"]");
        Assert.Equal(201, (await broker.PostAsync("/entities?local=true", Samples.Tank(1, ",\"owner\":{\"type\":\"Property\",\"value\":\"Ama\"}"))).Status);

        (await broker.PatchAsync(One + "/attrs/owner", """{"value":"Kofi"}""")).IsBare(204);
        (await broker.DeleteAsync(One + "/attrs/owner")).IsBare(204);

        Assert.Equal("Ama", (string?)(await broker.GetAsync(One + "?local=true")).Json["owner"]!["value"]);
        Assert.Equal(2, network.Calls.Count);
    }

    [Theory]
    [InlineData("DELETE", "/attrs/owner?datasetId=urn:d:1", null, "datasetId=urn%3Ad%3A1")]
    [InlineData("DELETE", "/attrs/owner?deleteAll=true", null, "deleteAll=true")]
    [InlineData("PATCH", "?observedAt=2026-01-01T00:00:00Z", Both, "observedAt=")]
    [InlineData("PATCH", "?type=Tank", Both, "type=Tank")]
    public async Task Parameters_go_along(string method, string path, string? body, string sent)
    {
        var network = new Network();
        await using var broker = await TestBroker.StartAsync(source: network);
        network.Answers("back", 204);
        await broker.RegisterAsync("back", "redirect");

        (await broker.SendAsync(method, One + path, body)).IsBare(204);

        Assert.Contains(sent, Assert.Single(network.Calls).Uri.Query, StringComparison.Ordinal);
    }
}
