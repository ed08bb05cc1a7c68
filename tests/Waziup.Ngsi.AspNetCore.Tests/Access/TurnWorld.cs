namespace Waziup.Ngsi.AspNetCore.Tests.Access;

/// <summary>Two plots, and people who see more or less of them.</summary>
/// <remarks>
/// <list type="bullet">
/// <item>kofi sees everything, yaw everything but when it was changed, ama the level alone, efua everything with a coarse level.</item>
/// <item>Nobody of them sees the note of what is also a <c>Trial</c>; what is also a <c>Vault</c> does not exist for them.</item>
/// <item>An attribute of the first plot is gone since the fifth minute, and only who sees everything by no rule may know of that.</item>
/// </list>
/// </remarks>
static class TurnWorld
{
    public const string One = "/entities/urn:ngsi-ld:Plot:1";

    public static readonly string[] People = ["kofi", "yaw", "ama", "efua", "nobody", "root"];

    public static async Task<PolicyWorld> StartAsync()
    {
        var world = await PolicyWorld.StartAsync();
        await AllowAsync(world, "kofi", "\"*\":\"show\"");
        await AllowAsync(world, "yaw", "\"*\":\"show\",\"modifiedAt\":\"hide\"");
        await AllowAsync(world, "ama", "\"level\":\"show\"");
        await AllowAsync(world, "efua", "\"*\":\"show\",\"level\":{\"round\":10,\"unit\":\"CEL\"}");
        await LimitAsync(world, "trial", "Trial", "\"note\":\"hide\"");
        await LimitAsync(world, "vault", "Vault", "\"id\":\"hide\"");
        const string Rest = """
            "level":{"value":17,"unitCode":"CEL"},"note":"S3CR3T","name":{"languageMap":{"en":"north","fr":"nord"}},
            "location":{"type":"Point","coordinates":[1.5,5.5]},"near":{"object":"urn:ngsi-ld:Plot:2"}
            """;
        await world.CreateAsync("Plot:1", "Plot", Rest + ",\"gone\":1");
        await world.Broker.CreateAsync($$"""{"id":"urn:ngsi-ld:Plot:2","type":["Plot","Trial"],{{Rest}} }""", PolicyWorld.Root);
        await world.Broker.CreateAsync($$"""{"id":"urn:ngsi-ld:Plot:3","type":["Plot","Vault"],{{Rest}} }""", PolicyWorld.Root);
        world.Broker.Clock.Advance(TimeSpan.FromMinutes(5));
        (await world.Broker.DeleteAsync(One + "/attrs/gone", PolicyWorld.Root)).IsBare(204);
        return world;
    }

    /// <summary>Lets somebody see plots.</summary>
    public static Task AllowAsync(PolicyWorld world, string subject, string attributes, string more = "") => world.HoldAsync($$"""
        {"id":"urn:p:{{subject}}","who":["subject:{{subject}}"],"rights":["read","history","subscribe"],"entities":{"type":"Plot"},"attributes":{ {{attributes}} }{{more}} }
        """);

    public static string Called(string subject) => "Test-Caller: " + subject;

    private static Task LimitAsync(PolicyWorld world, string name, string type, string attributes) => world.HoldAsync($$"""
        {"id":"urn:p:{{name}}","effect":"limit","who":["authenticated"],"rights":["read","history","subscribe"],"entities":{"type":"{{type}}"},"attributes":{ {{attributes}} } }
        """);
}
