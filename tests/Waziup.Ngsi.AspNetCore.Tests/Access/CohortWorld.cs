using Microsoft.Extensions.Options;
using Waziup.Ngsi.Access;
using Waziup.Ngsi.Access.Policies;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query;

namespace Waziup.Ngsi.AspNetCore.Tests.Access;

/// <summary>Sensors of several owners in two places, shown to anybody where three owners have some in one cell. The clock stands at the begin of a day.</summary>
static class CohortWorld
{
    public const string Cohort = """{"k":3,"by":["location"],"unit":"owner"}""";

    public const string Keta = "[0.98,5.91]";
    public const string Accra = "[-0.2,5.6]";

    public static async Task<PolicyWorld> StartAsync(string cohort = Cohort, string attributes = """ "location":{"grid":4000},"level":"show" """)
    {
        var world = await PolicyWorld.StartAsync();
        await world.HoldAsync($$"""
            {"who":["anybody"],"rights":["read","history","subscribe"],"entities":{"type":"Sensor"},"attributes":{ {{attributes}} },"cohort":{{cohort}} }
            """);
        return world;
    }

    /// <summary>Creates a sensor; who owns it may be nobody, or several.</summary>
    public static Task SensorAsync(this PolicyWorld world, string id, string place, int level, params string[] owners) => world.CreateAsync(
        $"Sensor:{id}", "Sensor", $$"""{{Owners(owners)}}"location":{"type":"Point","coordinates":{{place}} },"level":{{level}} """);

    /// <summary>Three owners in Keta, of whom one has two sensors, and two in Accra with two sensors each.</summary>
    public static async Task<PolicyWorld> WithSensorsAsync()
    {
        var world = await StartAsync();
        await world.SensorAsync("k1", Keta, 1, "ama");
        await world.SensorAsync("a1", Accra, 1, "ama");
        await world.SensorAsync("k2", Keta, 2, "kofi");
        await world.SensorAsync("a2", Accra, 2, "ama");
        await world.SensorAsync("k3", Keta, 3, "yaw");
        await world.SensorAsync("a3", Accra, 3, "kofi");
        await world.SensorAsync("k4", Keta, 4, "yaw");
        await world.SensorAsync("a4", Accra, 4, "kofi");
        return world;
    }

    /// <summary>The sensors that somebody sees by a query, in the order of the answer.</summary>
    public static Task<string> SensorsAsync(this PolicyWorld world, string query = "type=Sensor", params string[] who) =>
        Query.Found.FindAsync(world.Broker, $"{query}&limit=1000", who);

    /// <summary>The next day.</summary>
    public static void Refresh(this PolicyWorld world) => world.Broker.Clock.Advance(TimeSpan.FromDays(1));

    /// <summary>The policies of the same store in another process, or in this one after it was started anew.</summary>
    public static DocumentPolicy Anew(this PolicyWorld world, LogLines log, int most = 100_000) => new(
        world.Broker.Storage, KeyFile.Temporary(), world.Broker.Clock, Options.Create(new PolicyOptions { MaxCohortEntities = most }), new LinesOnly(log), log);

    /// <summary>The sensors that a policy shows anybody.</summary>
    public static async Task<string> SensorsOfAsync(this PolicyWorld world, DocumentPolicy policy)
    {
        var cancel = TestContext.Current.CancellationToken;
        var grant = await policy.GrantAsync(Caller.Anonymous, default, Right.Read, cancel);
        var page = await world.Broker.Storage.Entities.QueryAsync(
            default, grant.Restrict(new EntityQuery(Filter.Everything, Json.Instant.Of(world.Broker.Clock.GetUtcNow()), Limit: 1000)), cancel);
        return string.Join(',', page.Rows.Select(entity => entity.Id.Value.Split(':')[^1]));
    }

    private static string Owners(string[] owners) => owners switch
    {
        [] => "",
        [var only] => $$""" "owner":{"object":"urn:ngsi-ld:Person:{{only}}"},""",
        _ => $$""" "owner":{"object":[{{string.Join(',', owners.Select(owner => $"\"urn:ngsi-ld:Person:{owner}\""))}}]},""",
    };
}
