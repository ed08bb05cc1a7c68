using Waziup.Ngsi.Federation;

namespace Waziup.Ngsi.AspNetCore.Tests.Federation;

/// <summary>Batches at sources that take none: each element by itself (5.6.7 to 5.6.10, 5.6.20).</summary>
public sealed class SingleElementTests
{
    private static readonly string Two = $"[{Samples.Tank(1)},{Samples.Tank(2)}]";

    [Theory]
    [InlineData("create", "createEntity", "POST entities")]
    [InlineData("upsert", "replaceEntity", "PUT entities/1")]
    [InlineData("upsert?options=update", "updateEntity", "PATCH entities/1/attrs/")]
    [InlineData("update", "updateEntity", "PATCH entities/1/attrs/")]
    [InlineData("update?options=noOverwrite", "appendAttrs", "POST entities/1/attrs/?options=noOverwrite")]
    [InlineData("merge", "mergeEntity", "PATCH entities/1")]
    [InlineData("delete", "deleteEntity", "DELETE entities/1")]
    public async Task A_source_that_takes_none_is_asked_entity_by_entity(string operation, string name, string expected)
    {
        var network = new Network();
        await using var broker = await TestBroker.StartAsync(source: network);
        network.Answers("back", 204);
        await broker.RegisterAsync("back", "redirect", operations: $"[\"{name}\"]");
        var body = operation == "delete" ? "[\"urn:ngsi-ld:Tank:1\",\"urn:ngsi-ld:Tank:2\"]" : Two;

        var answer = await broker.PostAsync("/entityOperations/" + operation, body);

        Assert.True(answer.Status == (operation == "create" ? 201 : 204), $"{answer.Status} {answer.Body}");
        Assert.Equal([expected, expected.Replace("/1", "/2", StringComparison.Ordinal)], network.Calls.Select(Line));
        Assert.Equal("[]", (await broker.GetAsync("/entities?type=Tank&local=true")).Body);
    }

    [Theory]
    [InlineData("upsert", "[\"createEntity\",\"replaceEntity\"]", "POST entities,PUT entities/1")]
    [InlineData("upsert?options=update", "[\"createEntity\",\"updateEntity\"]", "POST entities,PATCH entities/1/attrs/")]
    public async Task What_is_there_already_is_changed_after_all(string operation, string operations, string expected)
    {
        var network = new Network();
        await using var broker = await TestBroker.StartAsync(source: network);
        network.Answers("back", call => Reply(call.Method == "POST" ? 409 : 204));
        await broker.RegisterAsync("back", "redirect", operations: operations);

        var answer = await broker.PostAsync("/entityOperations/" + operation, $"[{Samples.Tank(1)}]");

        Assert.Equal(204, answer.Status);
        Assert.Equal(expected, string.Join(',', network.Calls.Select(Line)));
    }

    [Fact]
    public async Task What_was_not_there_is_created_and_told_of()
    {
        var network = new Network();
        await using var broker = await TestBroker.StartAsync(source: network);
        network.Answers("back", 201);
        await broker.RegisterAsync("back", "redirect", operations: "[\"createEntity\",\"replaceEntity\"]");

        var answer = await broker.PostAsync("/entityOperations/upsert", $"[{Samples.Tank(1)}]");

        Assert.Equal((201, "[\"urn:ngsi-ld:Tank:1\"]"), (answer.Status, answer.Body));
        Assert.Equal("POST", Assert.Single(network.Calls).Method);
    }

    [Fact]
    public async Task One_entity_of_several_may_fail_at_a_source_that_takes_no_batches()
    {
        var network = new Network();
        await using var broker = await TestBroker.StartAsync(source: network);
        network.Answers("back", call => Reply(call.Uri.AbsoluteUri.EndsWith('1') ? 404 : 204));
        await broker.RegisterAsync("back", "redirect", operations: "[\"deleteEntity\"]");

        var answer = await broker.PostAsync("/entityOperations/delete", "[\"urn:ngsi-ld:Tank:1\",\"urn:ngsi-ld:Tank:2\"]");

        Assert.True(answer.Status == 207, $"{answer.Status} {answer.Body}");
        Assert.Equal("[\"urn:ngsi-ld:Tank:2\"]", answer.Json["success"]!.ToJsonString());
        Assert.Equal(404, (int)Assert.Single(answer.Json["errors"]!.AsArray())!["error"]!["status"]!);
    }

    private static RemoteReply Reply(int status) => new(RemoteResult.Answered, status, default);

    private static string Line(RemoteCall call) =>
        $"{call.Method} {Uri.UnescapeDataString(call.Uri.PathAndQuery)["/ngsi-ld/v1/".Length..].Replace("urn:ngsi-ld:Tank:", "", StringComparison.Ordinal)}";
}
