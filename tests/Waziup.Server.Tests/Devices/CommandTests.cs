using System.Text.Json.Nodes;
using Waziup.Server.Tests.Identity;

namespace Waziup.Server.Tests.Devices;

/// <summary>Commands over HTTP: given, fetched and reported, also where the server is killed between these.</summary>
public sealed class CommandTests
{
    const string Issue = $"{Board.Root}/devices/pump%207/actuators/valve/commands";
    const string Device = $"{Board.Root}/devices/pump%207/commands";
    const string Valve = "urn:ngsi-ld:Actuator:pump%207:valve";

    [Fact]
    public async Task A_command_goes_to_the_device_and_back()
    {
        using var folder = new TestFolder();
        await using var server = await ServerProcess.StartAsync(folder);
        await server.RegisterAsync();

        using var request = new HttpRequestMessage(HttpMethod.Post, Issue) { Content = new StringContent("""{"value":true,"id":"open 1"}""", null, "application/json") };
        using var issued = await server.Client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(201, (int)issued.StatusCode);
        const string Id = "urn:ngsi-ld:Command:open%201";
        Assert.Equal($$"""{"id":"{{Id}}","status":"pending"}""", await issued.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        var entity = await server.GetAsync(issued.Headers.Location!.OriginalString);
        Assert.True(entity.Status == 200 && (string?)JsonNode.Parse(entity.Body)!["commandStatus"]!["value"] == "pending", entity.Body);

        var taken = JsonNode.Parse((await server.GetAsync(Device)).Body)!.AsArray();
        Assert.Equal((Id, "valve", true, "set"), ((string?)taken[0]!["id"], (string?)taken[0]!["actuator"], (bool)taken[0]!["value"]!, (string?)taken[0]!["kind"]));
        Assert.InRange((long)taken[0]!["expiresInSeconds"]!, 1, 600);
        Assert.Equal((200, "[]"), await server.GetAsync(Device));
        Assert.Equal(409, (await server.SendAsync(HttpMethod.Delete, $"{Issue}/{Uri.EscapeDataString(Id)}")).Status);

        var report = await server.SendAsync(HttpMethod.Post, $"{Device}/{Uri.EscapeDataString(Id)}", """{"status":"done","reportedValue":true}""");
        Assert.Equal((200, $$"""{"id":"{{Id}}","status":"done"}"""), report);
        var valve = await server.EntityAsync(Valve);
        Assert.Equal(("done", Id, true, true), ((string?)valve["commandStatus"]!["value"], (string?)valve["commandStatus"]!["commandId"]!["value"], (bool)valve["commandValue"]!["value"]!, (bool)valve["reportedValue"]!["value"]!));
    }

    [Fact]
    public async Task Who_issues_may_wait_and_who_polls_too()
    {
        using var folder = new TestFolder();
        await using var server = await ServerProcess.StartAsync(folder);
        await server.RegisterAsync();

        var polling = server.GetAsync($"{Device}?wait=25");
        var issuing = server.SendAsync(HttpMethod.Post, $"{Issue}?wait=done&timeout=60", """{"value":false,"kind":"do"}""");
        var taken = JsonNode.Parse((await polling).Body)!.AsArray();
        var id = (string)taken[0]!["id"]!;
        Assert.Equal(200, (await server.SendAsync(HttpMethod.Post, $"{Device}/{id}", """{"status":"failed","reason":"no water"}""")).Status);
        Assert.Equal((201, $$"""{"id":"{{id}}","status":"failed","reason":"no water"}"""), await issuing);

        var (status, body) = await server.SendAsync(HttpMethod.Post, $"{Issue}?wait=delivered&timeout=1", """{"value":true}""");
        Assert.True(status == 202 && (string?)JsonNode.Parse(body)!["status"] == "pending", body);
    }

    [Theory]
    [InlineData("POST", Issue + "?wait=sent", """{"value":true}""", 400)]
    [InlineData("POST", Issue + "?wait=done&timeout=61", """{"value":true}""", 400)]
    [InlineData("POST", Issue, """{"value":"open"}""", 400)]
    [InlineData("POST", Board.Root + "/devices/pump%207/actuators/nosuch/commands", """{"value":true}""", 404)]
    [InlineData("POST", Device + "/nosuch", """{"status":"done"}""", 404)]
    [InlineData("POST", Device + "/nosuch", """{"status":"sent"}""", 400)]
    [InlineData("DELETE", Issue + "/nosuch", null, 404)]
    [InlineData("GET", Device + "?wait=26", null, 400)]
    [InlineData("GET", Board.Root + "/devices/nosuch/commands", null, 404)]
    public async Task What_makes_no_sense_is_said_so_and_changes_nothing(string method, string path, string? body, int expected)
    {
        using var folder = new TestFolder();
        await using var server = await ServerProcess.StartAsync(folder);
        await server.RegisterAsync();

        var (status, answer) = await server.SendAsync(new HttpMethod(method), path, body);

        Assert.True(status == expected, $"{status} {answer}");
        Assert.NotNull(JsonNode.Parse(answer)!["detail"]);
        Assert.Equal((200, "[]"), await server.GetAsync("/ngsi-ld/v1/entities?type=Command"));
    }

    [Fact]
    public async Task A_server_that_is_killed_sends_nothing_twice_and_ends_what_it_had_sent()
    {
        using var folder = new TestFolder();
        string[] store = ["--store", "sqlite", "--data", folder.File("data")];
        string sent, waiting;
        await using (var server = await ServerProcess.StartAsync(folder, store))
        {
            await server.RegisterAsync();
            sent = await IssueAsync(server, """{"value":true,"kind":"do"}""");
            Assert.Contains(sent, (await server.GetAsync(Device)).Body, StringComparison.Ordinal);
            waiting = await IssueAsync(server, """{"value":false,"kind":"do"}""");
            server.Signal("KILL");
            await server.EndAsync();
        }
        await using var next = await ServerProcess.StartAsync(folder, store);

        var taken = (await next.GetAsync(Device)).Body;
        Assert.Contains(waiting, taken, StringComparison.Ordinal);
        Assert.DoesNotContain(sent, taken, StringComparison.Ordinal);
        var report = JsonNode.Parse((await WaitAsync(next, sent)).ToJsonString())!;
        Assert.Equal(("failed", "unknown"), ((string?)report["value"], (string?)report["reason"]!["value"]));
        Assert.Equal((200, $$"""{"id":"{{sent}}","status":"failed","reason":"unknown"}"""), await next.SendAsync(HttpMethod.Post, $"{Device}/{sent}", """{"status":"done"}"""));
        Assert.Equal(200, (await next.SendAsync(HttpMethod.Post, $"{Device}/{waiting}", """{"status":"done"}""")).Status);
    }

    [Fact]
    public async Task Policies_say_who_commands_and_who_obeys()
    {
        using var folder = new TestFolder();
        await using var server = await Identity.Guarded.StartAsync(folder);
        var root = await server.BeginAsync();
        Assert.Equal(201, (await server.AsAsync(root, HttpMethod.Post, $"{Board.Root}/devices", Board.Registration)).Status);
        async Task<string> KeyOfAsync(string name, string written)
        {
            var key = await server.KeyAsync(root, $$"""{"name":"{{name}}"}""");
            await server.AllowAsync(root, $"urn:waziup:Policy:{name}-reads", $$"""{"who":["key:{{name}}"],"rights":["read"],"entities":{"type":"Actuator"},"attributes":{"*":"show"} }""");
            await server.AllowAsync(root, $"urn:waziup:Policy:{name}", $$"""{"who":["key:{{name}}"],"rights":["update"],"entities":{"type":"Actuator"},"attributes":{{written}} }""");
            return key;
        }
        var farmer = await KeyOfAsync("farmer", """{"commandValue":"show"}""");
        var pump = await KeyOfAsync("pump", """{"commandStatus":"show","reportedValue":"show"}""");

        Assert.Equal(401, (await server.SendAsync(HttpMethod.Post, Issue, """{"value":true}""")).Status);
        Assert.Equal(401, (await server.GetAsync(Device)).Status);
        Assert.Equal(403, (await server.AsAsync(pump, HttpMethod.Post, Issue, """{"value":true}""")).Status);
        var (status, body) = await server.AsAsync(farmer, HttpMethod.Post, Issue, """{"value":true}""");
        Assert.True(status == 201, body);
        var id = (string)JsonNode.Parse(body)!["id"]!;
        Assert.Equal(403, (await server.AsAsync(farmer, HttpMethod.Get, Device)).Status);
        Assert.Contains(id, (await server.AsAsync(pump, HttpMethod.Get, Device)).Body, StringComparison.Ordinal);
        Assert.Equal(403, (await server.AsAsync(farmer, HttpMethod.Post, $"{Device}/{id}", """{"status":"done"}""")).Status);
        Assert.Equal(200, (await server.AsAsync(pump, HttpMethod.Post, $"{Device}/{id}", """{"status":"done","reportedValue":true}""")).Status);
    }

    static async Task<string> IssueAsync(ServerProcess server, string command)
    {
        var (status, body) = await server.SendAsync(HttpMethod.Post, Issue, command);
        Assert.True(status == 201, body);
        return (string)JsonNode.Parse(body)!["id"]!;
    }

    /// <summary>The status of a command once it is not sent any more: somebody looks after it in the background.</summary>
    static async Task<JsonNode> WaitAsync(ServerProcess server, string id)
    {
        while (true)
        {
            var status = (await server.EntityAsync(id))["commandStatus"]!;
            if ((string?)status["value"] != "sent")
                return status;
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }
}
