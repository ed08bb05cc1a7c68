using System.Text.Json.Nodes;
using Waziup.Ngsi.AspNetCore.Tests.Query;

namespace Waziup.Ngsi.AspNetCore.Tests.Federation;

/// <summary>Batches of which sources have a part (5.6.7 to 5.6.10, 5.6.20).</summary>
public sealed class DistributedBatchTests
{
    private const string Back = "urn:ngsi-ld:ContextSourceRegistration:back";
    private const string Only = "\"type\":\"Tank\",\"id\":\"urn:ngsi-ld:Tank:1\"";
    private const string Owner = ",\"owner\":{\"type\":\"Property\",\"value\":\"Ama\"}";

    private static readonly string Two = $"[{Samples.Tank(1)},{Samples.Tank(2)}]";

    /// <summary>The operation, its name, and the body.</summary>
    public static TheoryData<string, string, string> Batches => new()
    {
        { "create", "createBatch", Two },
        { "upsert", "upsertBatch", Two },
        { "upsert?options=update", "upsertBatch", Two },
        { "update", "updateBatch", Two },
        { "update?options=noOverwrite", "updateBatch", Two },
        { "merge", "mergeBatch", Two },
        { "delete", "deleteBatch", "[\"urn:ngsi-ld:Tank:1\",\"urn:ngsi-ld:Tank:2\"]" },
    };

    [Theory]
    [MemberData(nameof(Batches))]
    public async Task A_source_that_takes_batches_gets_one(string operation, string name, string body)
    {
        var network = new Network();
        await using var broker = await TestBroker.StartAsync(source: network);
        network.Answers("back", operation == "create" ? 201 : 204, operation == "create" ? "[\"urn:ngsi-ld:Tank:1\",\"urn:ngsi-ld:Tank:2\"]" : "");
        await broker.RegisterAsync("back", "redirect", operations: $"[\"{name}\",\"redirectionOps\"]");

        var answer = await broker.PostAsync("/entityOperations/" + operation, body);

        Assert.True(answer.Status == (operation == "create" ? 201 : 204), $"{answer.Status} {answer.Body}");
        var call = Assert.Single(network.Calls);
        Assert.Equal(("POST", "/ngsi-ld/v1/entityOperations/" + operation), (call.Method, Uri.UnescapeDataString(call.Uri.PathAndQuery)));
        Found.IsJson(body, JsonNode.Parse(call.Body.Span));
        Assert.Equal("[]", (await broker.GetAsync("/entities?type=Tank&local=true")).Body);
    }

    [Theory]
    [MemberData(nameof(Batches))]
    public async Task A_redirect_that_can_do_none_of_it_is_a_conflict_for_each(string operation, string name, string body)
    {
        var network = new Network();
        await using var broker = await TestBroker.StartAsync(source: network);
        await broker.RegisterAsync("back", "redirect", operations: "[\"retrieveOps\"]");
        Assert.NotEmpty(name);

        var answer = await broker.PostAsync("/entityOperations/" + operation, body);

        Assert.True(answer.Status == 207, $"{answer.Status} {answer.Body}");
        Assert.Empty(answer.Json["success"]!.AsArray());
        Assert.Equal(2, answer.Json["errors"]!.AsArray().Count);
        Assert.All(answer.Json["errors"]!.AsArray(), error =>
            Assert.Equal(("Conflict", Back), (Answer.ShortType(error!["error"]!), (string?)error["registrationId"])));
        Assert.Empty(network.Calls);
        Assert.Equal("[]", (await broker.GetAsync("/entities?type=Tank&local=true")).Body);
    }

    [Theory]
    [InlineData("inclusive", "[\"retrieveOps\"]")]
    [InlineData("auxiliary", "[\"retrieveOps\"]")]
    public async Task A_source_that_is_beside_and_can_do_none_of_it_is_passed_over(string mode, string operations)
    {
        var network = new Network();
        await using var broker = await TestBroker.StartAsync(source: network);
        await broker.RegisterAsync("back", mode, operations: operations);

        Assert.Equal(201, (await broker.PostAsync("/entityOperations/create", Two)).Status);
        Assert.Equal(204, (await broker.PostAsync("/entityOperations/upsert", Two)).Status);
        Assert.Equal(204, (await broker.PostAsync("/entityOperations/delete", "[\"urn:ngsi-ld:Tank:1\"]")).Status);

        Assert.Equal("2", await broker.FindAsync("type=Tank&local=true"));
        Assert.Empty(network.Calls);
    }

    [Fact]
    public async Task Copies_go_to_the_source_and_the_entities_are_here_too()
    {
        var network = new Network();
        await using var front = await TestBroker.StartAsync(source: network);
        await using var back = await TestBroker.StartAsync();
        network.Add("back", back);
        await front.RegisterAsync("back", attributes: "[\"owner\"]");

        var answer = await front.PostAsync("/entityOperations/create", $"[{Samples.Tank(1, Owner)},{Samples.Tank(2)},{{\"id\":\"urn:ngsi-ld:Pump:3\",\"type\":\"Pump\"}}]");

        Assert.Equal(201, answer.Status);
        Assert.Equal("1", await back.FindAsync("local=true"));
        Assert.Null((await back.GetAsync("/entities/urn:ngsi-ld:Tank:1")).Json["level"]);
        Assert.Equal("1,2,3", await front.FindAsync("local=true"));
    }

    [Fact]
    public async Task Of_each_entity_the_parts_go_where_they_belong()
    {
        var network = new Network();
        await using var broker = await TestBroker.StartAsync(source: network);
        network.Answers("one", 201);
        network.Answers("pumps", 201);
        await broker.RegisterAsync("one", "exclusive", Only, "[\"owner\"]");
        await broker.RegisterAsync("pumps", "redirect", "\"type\":\"Pump\"");

        var answer = await broker.PostAsync("/entityOperations/create",
            $"[{Samples.Tank(1, Owner)},{Samples.Tank(2, Owner)},{{\"id\":\"urn:ngsi-ld:Pump:3\",\"type\":\"Pump\"}}]");

        Assert.True(answer.Status == 201, $"{answer.Status} {answer.Body}");
        var sent = Assert.Single(JsonNode.Parse(Assert.Single(network.To("one")).Body.Span)!.AsArray())!;
        Assert.Equal("urn:ngsi-ld:Tank:1", (string?)sent["id"]);
        Assert.Null(sent["level"]);
        Assert.Equal("Ama", (string?)sent["owner"]!["value"]);
        Assert.Equal("urn:ngsi-ld:Pump:3", (string?)Assert.Single(JsonNode.Parse(Assert.Single(network.To("pumps")).Body.Span)!.AsArray())!["id"]);
        Assert.Equal("1,2", await broker.FindAsync("local=true"));
        Assert.Null((await broker.GetAsync("/entities/urn:ngsi-ld:Tank:1?local=true")).Json["owner"]);
        Assert.Equal("Ama", (string?)(await broker.GetAsync("/entities/urn:ngsi-ld:Tank:2?local=true")).Json["owner"]!["value"]);
    }

    [Fact]
    public async Task What_the_source_has_not_done_of_its_batch_is_told_and_no_more()
    {
        var network = new Network();
        await using var broker = await TestBroker.StartAsync(source: network);
        network.Answers("back", 207, """
            {"success":["urn:ngsi-ld:Tank:1"],"errors":[{"entityId":"urn:ngsi-ld:Tank:2","error":{"type":"https://uri.etsi.org/ngsi-ld/errors/AlreadyExists","title":"Already exists","status":409}}]}
            """);
        await broker.RegisterAsync("back", "redirect");

        var answer = await broker.PostAsync("/entityOperations/create", Two);

        Assert.True(answer.Status == 207, $"{answer.Status} {answer.Body}");
        Assert.Equal("[\"urn:ngsi-ld:Tank:1\"]", answer.Json["success"]!.ToJsonString());
        var error = Assert.Single(answer.Json["errors"]!.AsArray())!;
        Assert.Equal(("urn:ngsi-ld:Tank:2", Back), ((string?)error["entityId"], (string?)error["registrationId"]));
    }

    [Theory]
    [InlineData(500, "")]
    [InlineData(207, "no json")]
    [InlineData(207, "{\"success\":[]}")]
    [InlineData(207, "[]")]
    [InlineData(302, "")]
    [InlineData(0, "")]
    public async Task A_batch_that_fails_at_its_source_loses_nothing_of_what_was_done_here(int status, string body)
    {
        var network = new Network();
        await using var broker = await TestBroker.StartAsync(source: network);
        if (status > 0)
            network.Answers("back", status, body);
        await broker.RegisterAsync("back");

        var answer = await broker.PostAsync("/entityOperations/create", Two);

        Assert.True(answer.Status == 207, $"{answer.Status} {answer.Body}");
        Assert.Equal(2, answer.Json["errors"]!.AsArray().Count);
        Assert.All(answer.Json["errors"]!.AsArray(), error => Assert.Equal(Back, (string?)error!["registrationId"]));
        Assert.Equal(2, answer.Json["success"]!.AsArray().Count);
        Assert.Equal("1,2", await broker.FindAsync("local=true"));
    }

    [Fact]
    public async Task Each_element_is_read_in_its_own_context()
    {
        var network = new Network();
        await using var front = await TestBroker.StartAsync(source: network);
        await using var back = await TestBroker.StartAsync();
        network.Add("back", back);
        await front.RegisterAsync("back", "redirect", "\"idPattern\":\".*\"");
        const string Body = """
            [{"@context":{"level":"https://ex.org/a","Tank":"https://ex.org/A"},"id":"urn:ngsi-ld:Tank:1","type":"Tank","level":{"type":"Property","value":1}},
             {"@context":{"level":"https://ex.org/b","Tank":"https://ex.org/B"},"id":"urn:ngsi-ld:Tank:2","type":"Tank","level":{"type":"Property","value":2}}]
            """;

        var answer = await front.SendAsync("POST", "/entityOperations/create", Body, "application/ld+json");

        Assert.True(answer.Status == 201, $"{answer.Status} {answer.Body}");
        var (one, two) = ((await back.GetAsync("/entities/urn:ngsi-ld:Tank:1")).Json, (await back.GetAsync("/entities/urn:ngsi-ld:Tank:2")).Json);
        Assert.Equal(("https://ex.org/A", "https://ex.org/B"), ((string?)one["type"], (string?)two["type"]));
        Assert.Equal(2, (int)two["https://ex.org/b"]!["value"]!);
        Assert.Null(two["https://ex.org/a"]);
    }

    [Fact]
    public async Task A_bad_element_spoils_no_other_and_goes_nowhere()
    {
        var network = new Network();
        await using var broker = await TestBroker.StartAsync(source: network);
        network.Answers("back", 201);
        await broker.RegisterAsync("back", "redirect");

        var answer = await broker.PostAsync("/entityOperations/create", $"[{Samples.Tank(1)},{{\"id\":\"urn:ngsi-ld:Tank:2\",\"type\":\"Tank\",\"level\":{{\"type\":\"Property\"}}}}]");

        Assert.True(answer.Status == 207, $"{answer.Status} {answer.Body}");
        Assert.Equal("[\"urn:ngsi-ld:Tank:1\"]", answer.Json["success"]!.ToJsonString());
        Assert.Single(JsonNode.Parse(Assert.Single(network.Calls).Body.Span)!.AsArray());
    }

    [Fact]
    public async Task An_element_that_fails_here_is_told_though_its_copy_was_made()
    {
        var network = new Network();
        await using var broker = await TestBroker.StartAsync(source: network);
        network.Answers("back", 201);
        await broker.CreateAsync(Samples.Tank(1));
        await broker.RegisterAsync("back");

        var answer = await broker.PostAsync("/entityOperations/create", Two);

        Assert.True(answer.Status == 207, $"{answer.Status} {answer.Body}");
        var error = Assert.Single(answer.Json["errors"]!.AsArray())!;
        Assert.Equal(("urn:ngsi-ld:Tank:1", 409), ((string?)error["entityId"], (int)error["error"]!["status"]!));
        Assert.Null(error["registrationId"]);
    }

    [Fact]
    public async Task Local_means_that_nobody_is_told()
    {
        var network = new Network();
        await using var broker = await TestBroker.StartAsync(source: network);
        await broker.RegisterAsync("back");

        Assert.Equal(201, (await broker.PostAsync("/entityOperations/create?local=true", Two)).Status);

        Assert.Empty(network.Calls);
    }
}
