namespace Waziup.Ngsi.AspNetCore.Tests.Access;

/// <summary>By what policies decide nobody writes who is not named to do so, by whichever operation (POLICIES 4, row 39).</summary>
public sealed class ControlTests
{
    private const string Ama = "Test-Caller: ama";
    private const string One = "/entities/urn:ngsi-ld:Device:1";
    private const string Old = """{"type":"Relationship","object":"urn:ngsi-ld:Person:ama"}""";
    private const string New = """{"type":"Relationship","object":"urn:ngsi-ld:Person:spy"}""";
    private const string Past = """{"type":"Relationship","object":"urn:ngsi-ld:Person:spy","observedAt":"2026-01-01T00:00:00Z"}""";

    public static TheoryData<string> Controls => ["owner", "sharedWith", "inProject", "visibility", "keeper"];

    [Theory]
    [MemberData(nameof(Controls))]
    public async Task Row_39_No_operation_changes_what_policies_decide_by(string name)
    {
        await using var world = await StartAsync();
        var before = await KeptAsync(world);
        Assert.Contains(name, before, StringComparison.Ordinal);
        foreach (var value in (string[])[New, New[..^1] + ",\"datasetId\":\"urn:d:1\"}", "\"urn:ngsi-ld:null\""])
        {
            var entity = $$"""{"id":"urn:ngsi-ld:Device:1","type":"Device","name":"x","{{name}}":{{value}} }""";
            foreach (var (method, path, body) in new (string, string, string?)[]
            {
                ("PATCH", One, $$"""{"name":"x","{{name}}":{{value}} }"""),
                ("PATCH", One + "/attrs", $$"""{"name":"x","{{name}}":{{value}} }"""),
                ("POST", One + "/attrs", $$"""{"name":"x","{{name}}":{{value}} }"""),
                ("POST", One + "/attrs?options=noOverwrite", $$"""{"name":"x","{{name}}":{{value}} }"""),
                ("PATCH", $"{One}/attrs/{name}", value[0] == '"' ? """{"type":"Relationship","object":"urn:ngsi-ld:null"}""" : value),
                ("PUT", $"{One}/attrs/{name}", value[0] == '"' ? New : value),
                ("DELETE", $"{One}/attrs/{name}", null),
                ("DELETE", $"{One}/attrs/{name}?deleteAll=true", null),
                ("DELETE", $"/temporal{One}/attrs/{name}?deleteAll=true", null),
                ("PUT", One, value[0] == '"' ? """{"id":"urn:ngsi-ld:Device:1","type":"Device","name":"x"}""" : entity),
                ("POST", "/entityOperations/upsert", $"[{entity}]"),
                ("POST", "/entityOperations/upsert?options=update", $"[{entity}]"),
                ("POST", "/entityOperations/update", $"[{entity}]"),
                ("POST", "/entityOperations/update?options=noOverwrite", $"[{entity}]"),
                ("POST", "/entityOperations/merge", $"[{entity}]"),
                ("POST", $"/temporal{One}/attrs", $$"""{"{{name}}":[{{Past}}]}"""),
                ("POST", "/temporal/entities", $$"""{"id":"urn:ngsi-ld:Device:1","type":"Device","{{name}}":[{{Past}}]}"""),
                ("DELETE", $"/entities?type=Device&drop={name}", null),
                ("DELETE", "/entities?type=Device&keep=name", null),
            })
            {
                var answer = await world.Broker.SendAsync(method, path, body, headers: Ama);
                Assert.InRange(answer.Status, 201, 404);
                var after = await KeptAsync(world);
                Assert.True(before == after, $"{method} {path} {body}\n{answer.Status} {answer.Body}\n{before}\n{after}");
            }
        }
        // What he may write he has written.
        Assert.Contains("\"x\"", (await world.Broker.GetAsync(One, PolicyWorld.Root)).Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"scope\":\"/b\"")]
    [InlineData("\"scope\":[\"/a\",\"/b\"]")]
    [InlineData("\"scope\":\"urn:ngsi-ld:null\"")]
    public async Task Row_39_No_operation_moves_an_entity_to_another_scope(string scope)
    {
        await using var world = await StartAsync();
        var entity = $$"""{"id":"urn:ngsi-ld:Device:1","type":"Device",{{scope}} }""";
        foreach (var (method, path, body) in new[]
        {
            ("PATCH", One, $"{{{scope}}}"), ("PATCH", One + "/attrs", $"{{{scope}}}"), ("POST", One + "/attrs", $"{{{scope}}}"), ("PUT", One, entity),
            ("POST", "/entityOperations/upsert", $"[{entity}]"), ("POST", "/entityOperations/update", $"[{entity}]"), ("POST", "/entityOperations/merge", $"[{entity}]"),
        })
        {
            var answer = await world.Broker.SendAsync(method, path, body, headers: Ama);
            var kept = (await world.Broker.GetAsync(One, PolicyWorld.Root)).Json["scope"]?.ToJsonString();
            Assert.True(kept == "\"/a\"", $"{method} {path} {body}\n{answer.Status} {answer.Body}\n{kept}");
        }
    }

    [Theory]
    [MemberData(nameof(Controls))]
    public async Task Row_39_Nobody_creates_a_thing_under_the_name_of_somebody_else(string name)
    {
        await using var world = await StartAsync();
        foreach (var (method, path, form) in new[] { ("POST", "/entities", "{0}"), ("POST", "/entityOperations/create", "[{0}]"), ("POST", "/entityOperations/upsert", "[{0}]"), ("POST", "/temporal/entities", "{0}") })
        {
            var value = path.StartsWith("/temporal", StringComparison.Ordinal) ? $"[{Past}]" : New;
            var answer = await world.Broker.SendAsync(
                method, path, form.Replace("{0}", $$"""{"id":"urn:ngsi-ld:Note:ama:1","type":"Note","{{name}}":{{value}} }""", StringComparison.Ordinal), headers: Ama);

            Assert.InRange(answer.Status, 207, 403);
            Assert.Equal(404, (await world.Broker.GetAsync("/entities/urn:ngsi-ld:Note:ama:1", PolicyWorld.Root)).Status);
        }
        Assert.Equal(201, (await world.Broker.PostAsync("/entities", """{"id":"urn:ngsi-ld:Note:ama:1","type":"Note","name":"x"}""", Ama)).Status);
    }

    private static async Task<string> KeptAsync(PolicyWorld world)
    {
        var now = (await world.Broker.GetAsync(One + "?omit=name&options=keyValues", PolicyWorld.Root)).Body;
        var past = (await world.Broker.GetAsync($"/temporal{One}?omit=name,scope&timeproperty=modifiedAt&lastN=100", PolicyWorld.Root)).Body;
        return now + "\n" + past;
    }

    private static async Task<PolicyWorld> StartAsync()
    {
        var world = await PolicyWorld.StartAsync();
        await world.HoldAsync("""{"id":"urn:p:1","who":["authenticated"],"rights":["read","history","update","delete"],"entities":{"type":"Device","q":"owner==$me","scopeQ":"/#"},"attributes":{"*":"show"}}""");
        await world.HoldAsync("""{"id":"urn:p:2","who":["authenticated"],"rights":["read"],"entities":{"type":"Device","q":"sharedWith==$me|visibility==\"public\""},"attributes":{"name":"show"}}""");
        await world.HoldAsync("""
            {"id":"urn:p:3","who":["role:x"],"rights":["read"],"let":{"mine":{"type":"Project","q":"keeper==$me","max":10}},"entities":{"type":"Device","q":"inProject==$mine"},"attributes":{"name":"show"}}
            """);
        await world.HoldAsync("""{"id":"urn:p:4","who":["authenticated"],"rights":["create"],"entities":{"type":"Note","idPattern":"^urn:ngsi-ld:Note:ama:"},"attributes":{"*":"show"}}""");
        await world.CreateAsync("Device:1", "Device", $"\"scope\":\"/a\",\"name\":\"pump\",{string.Join(',', Controls.Select(name => $"\"{name.Data}\":{Old}"))}");
        return world;
    }
}
