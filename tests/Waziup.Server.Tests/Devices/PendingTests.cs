using System.Text.Json.Nodes;

namespace Waziup.Server.Tests.Devices;

/// <summary>A device that nobody has registered waits for an approval.</summary>
public sealed class PendingTests
{
    [Fact]
    public async Task It_waits_with_what_was_heard_until_somebody_registers_it()
    {
        using var folder = new TestFolder();
        await using var server = await ServerProcess.StartAsync(folder, "--data", folder.File("data"));

        var (status, body) = await server.TellAsync("node-1", """{"t":21.5,"h":60}""");
        var again = await server.TellAsync("node-1", """{"t":22}""");
        var draft = await server.GetAsync($"{Board.Root}/devices/node-1/draft");

        Assert.Equal((202, """{"stored":0,"pending":true,"refused":[]}"""), (status, body));
        Assert.Equal(202, again.Status);
        Assert.Equal("[]", (await server.GetAsync("/ngsi-ld/v1/entities?type=DeviceMeasurement")).Body);
        Assert.Equal("""{"id":"node-1","supportedProtocol":["http"],"sensors":[{"id":"t"},{"id":"h"}]}""", draft.Body);

        var approved = await server.RegisterAsync(draft.Body);
        var stored = await server.TellAsync("node-1", """{"t":23}""");

        Assert.Equal((201, "true"), (approved.Status, JsonNode.Parse(approved.Body)!["wasPending"]!.ToJsonString()));
        Assert.Equal(204, stored.Status);
        Assert.Equal("23", (await server.EntityAsync("urn:ngsi-ld:DeviceMeasurement:node-1:t"))["numValue"]!["value"]!.ToJsonString());
        Assert.Null((await server.EntityAsync("urn:ngsi-ld:Device:node-1"))["heard"]);
        Assert.Equal(404, (await server.GetAsync($"{Board.Root}/devices/node-1/draft")).Status);
    }

    [Fact]
    public async Task Under_policies_nobody_sends_registers_or_approves_who_may_not()
    {
        using var folder = new TestFolder();
        await using var server = await Identity.Guarded.StartAsync(folder);
        var root = await Identity.Guarded.BeginAsync(server);
        var pump = await Identity.Guarded.KeyAsync(server, root, """{"name":"pump"}""");
        await Identity.Guarded.AllowAsync(server, root, "urn:waziup:Policy:pump",
            """{"who":["key:pump"],"rights":["read","update"],"entities":{"type":"DeviceMeasurement","id":["urn:ngsi-ld:DeviceMeasurement:pump:t"]},"attributes":{"numValue":"show"}}""");
        var registered = await Identity.Guarded.AsAsync(server, root, HttpMethod.Post, $"{Board.Root}/devices", """{"id":"pump","sensors":[{"id":"t"},{"id":"u"}]}""");

        var nobody = await server.TellAsync("pump", """{"t":1}""");
        var own = await server.TellAsync("pump", """{"t":21}""", pump);
        var mixed = await server.TellAsync("pump", """{"t":22,"u":1}""", pump);
        var other = await server.TellAsync("pump", """{"u":1}""", pump);
        var unknown = await server.TellAsync("stranger", """{"t":1}""", pump);
        var made = await Identity.Guarded.AsAsync(server, pump, HttpMethod.Post, $"{Board.Root}/devices", """{"id":"mine"}""");

        Assert.Equal((201, 401, 204, 207), (registered.Status, nobody.Status, own.Status, mixed.Status));
        Assert.Equal(["u"], JsonNode.Parse(mixed.Body)!["refused"]!.AsArray().Select(refused => (string?)refused!["sensor"]));
        Assert.Equal((404, 403, 403), (other.Status, unknown.Status, made.Status));
        var (_, present) = await Identity.Guarded.AsAsync(server, root, HttpMethod.Get, "/ngsi-ld/v1/entities?type=DeviceMeasurement,Device&format=simplified&pick=id,numValue");
        Assert.Equal("""[{"id":"urn:ngsi-ld:Device:pump"},{"id":"urn:ngsi-ld:DeviceMeasurement:pump:t","numValue":22},{"id":"urn:ngsi-ld:DeviceMeasurement:pump:u"}]""",
            new JsonArray([.. JsonNode.Parse(present)!.AsArray().OrderBy(one => (string?)one!["id"]).Select(one => one!.DeepClone())]).ToJsonString());
    }
}
