using Waziup.Ngsi.Access;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.AspNetCore.Tests.Gate;

/// <summary>A caller to whom no rule gives a right: 401 or 403, whatever is stored (POLICIES 2.2).</summary>
public sealed class NoRightTests
{
    private static readonly string[] Free =
    [
        "POST jsonldContexts", "GET jsonldContexts/{id}", "GET info/sourceIdentity",
        // A source is known by the id of the subscription that it was given.
        "POST remote-notify",
        // Who may not query has no map, and there is no other map for anybody.
        "GET entityMaps/{id}", "PATCH entityMaps/{id}", "DELETE entityMaps/{id}",
    ];

    [Fact]
    public async Task Every_route_but_the_free_ones_refuses_before_it_looks()
    {
        await using var broker = await TestBroker.StartAsync(new RootOnly());
        await broker.CreateAsync(Samples.Tank(1), SecretPolicy.Root);

        foreach (var route in RouteTable.Routes.Where(route => !Free.Contains($"{route.Method} {route.Template}")))
        {
            foreach (var number in (int[])[1, 2])
            {
                var path = Path(route, number);
                var body = route.Body == BodyKind.None ? null : Body(route, number);
                (await broker.SendAsync(route.Method, path, body)).IsProblem(401, "Unauthorized");
                (await broker.SendAsync(route.Method, path, body, "application/json", "Test-Caller: kofi")).IsProblem(403, "Forbidden");
            }
        }

        Assert.Equal(1, (int)(await broker.GetAsync("/entities/urn:ngsi-ld:Tank:1", SecretPolicy.Root)).Json["level"]!["value"]!);
        Assert.Equal("1", (await broker.GetAsync("/entities?local=true&count=true", SecretPolicy.Root))["NGSILD-Results-Count"]);
        Assert.Equal("1", Temporal.Past.Values((await broker.GetAsync("/temporal/entities/urn:ngsi-ld:Tank:1", SecretPolicy.Root)).Json, "level"));
    }

    [Fact]
    public async Task The_free_ones_answer()
    {
        await using var broker = await TestBroker.StartAsync(new RootOnly());

        (await broker.PostAsync("/jsonldContexts", Samples.ContextDocument)).IsBare(201);
        (await broker.GetAsync("/jsonldContexts/absent")).IsProblem(404, "ResourceNotFound");
        Assert.Equal(200, (await broker.GetAsync("/info/sourceIdentity")).Status);
        var map = (await broker.GetAsync("/entityMaps?type=Tank", SecretPolicy.Root)).Json["id"];
        foreach (var id in (string[])["urn:ngsi-ld:EntityMap:absent", (string)map!])
        {
            (await broker.GetAsync("/entityMaps/" + id)).IsProblem(404, "ResourceNotFound");
            (await broker.PatchAsync("/entityMaps/" + id, """{"expiresAt":"2020-01-01T00:00:00Z"}""")).IsProblem(404, "ResourceNotFound");
            (await broker.DeleteAsync("/entityMaps/" + id)).IsProblem(404, "ResourceNotFound");
        }
        Assert.Equal(200, (await broker.GetAsync($"/entityMaps/{map}", SecretPolicy.Root)).Status);
    }

    // Instance 1 is there, instance 2 is not.
    private static string Path(Route route, int number) => "/" + route.Template
        .Replace("{id}", $"urn:ngsi-ld:Tank:{number}").Replace("{attr}", "level").Replace("{type}", "Tank")
        .Replace("{instanceId}", SecretPast.InstanceOf($"Tank:{number}", "level", "2026-01-01T00:00:00Z")) + route switch
        {
            { Template: "temporal/entities" or "temporal/entityMaps", Method: "GET" } => "?type=Tank&timerel=before&timeAt=2030-01-01T00:00:00Z",
            { Template: "entities" or "entityMaps", Method: not "POST" } => "?type=Tank",
            { Template: "snapshots", Method: "DELETE" } => "?q=snapshotPriority<10",
            _ => "",
        };

    private static string Body(Route route, int number) => route switch
    {
        { Body: BodyKind.Batch } => $"[{Samples.Tank(number)}]",
        { Body: BodyKind.Raw } => $"[\"urn:ngsi-ld:Tank:{number}\"]",
        { Template: "entityOperations/query" or "entityMaps" } => """{"type":"Query","entities":[{"type":"Tank"}]}""",
        { Template: "temporal/entityOperations/query" or "temporal/entityMaps" } =>
            """{"type":"Query","entities":[{"type":"Tank"}],"temporalQ":{"timerel":"before","timeAt":"2030-01-01T00:00:00Z"}}""",
        { Template: "temporal/entities/{id}/attrs/{attr}/{instanceId}" } => """{"level":{"type":"Property","value":9,"observedAt":"2025-01-01T00:00:00Z"}}""",
        { Template: "entities/{id}/attrs/{attr}" } => """{"type":"Property","value":9}""",
        { Template: "snapshots/{id}" } => """{"snapshotPriority":1}""",
        _ => Samples.Tank(number),
    };

    private sealed class RootOnly : IAccessPolicy
    {
        public ValueTask<Grant> GrantAsync(Caller caller, TenantId tenant, Right right, CancellationToken cancel) =>
            ValueTask.FromResult(caller.Subject == "root" ? Grant.Open : Grant.None);
    }
}
