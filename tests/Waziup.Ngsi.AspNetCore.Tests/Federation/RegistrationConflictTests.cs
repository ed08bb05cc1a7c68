namespace Waziup.Ngsi.AspNetCore.Tests.Federation;

/// <summary>What may not be registered beside something else (4.3.6.3).</summary>
public sealed class RegistrationConflictTests
{
    private const string All = "/csourceRegistrations";
    private const string Back = "/csourceRegistrations/urn:ngsi-ld:ContextSourceRegistration:back";
    private const string One = "\"type\":\"Tank\",\"id\":\"urn:ngsi-ld:Tank:1\"";
    private const string Two = "\"type\":\"Tank\",\"id\":\"urn:ngsi-ld:Tank:2\"";
    private const string Level = "[\"level\"]";

    [Theory]
    [InlineData("exclusive", One, "[\"owner\"]", 201)]
    [InlineData("exclusive", One, "[\"owner\",\"level\"]", 409)]
    [InlineData("exclusive", "\"id\":\"urn:ngsi-ld:Tank:1\"", Level, 409)]
    [InlineData("exclusive", Two, Level, 201)]
    [InlineData("redirect", One, Level, 409)]
    [InlineData("redirect", One, null, 409)]
    [InlineData("redirect", One, "[\"owner\"]", 201)]
    [InlineData("redirect", Two, Level, 201)]
    [InlineData("inclusive", One, Level, 201)]
    [InlineData("inclusive", One, null, 201)]
    public async Task An_exclusive_one_bears_no_other_that_stands_in_for_the_same(string mode, string entities, string? attributes, int status)
    {
        await using var broker = await TestBroker.StartAsync();
        await broker.RegisterAsync("first", "exclusive", One, Level);

        await TryAsync(broker, Registered.Body("back", mode, entities, attributes), status);
    }

    [Theory]
    [InlineData("exclusive", One, Level, 409)]
    [InlineData("exclusive", One, "[\"owner\"]", 201)]
    [InlineData("redirect", One, Level, 201)]
    [InlineData("redirect", "\"type\":\"Tank\"", null, 201)]
    [InlineData("inclusive", One, Level, 201)]
    public async Task Beside_a_redirect_stands_another_redirect_and_no_exclusive_one(string mode, string entities, string? attributes, int status)
    {
        await using var broker = await TestBroker.StartAsync();
        await broker.RegisterAsync("first", "redirect", One, Level);

        await TryAsync(broker, Registered.Body("back", mode, entities, attributes), status);
    }

    [Theory]
    [InlineData("\"type\":\"Tank\"", null, 409)]
    [InlineData("\"type\":\"Tank\"", "[\"owner\"]", 201)]
    [InlineData("\"type\":\"Tank\",\"idPattern\":\"Tank:1$\"", Level, 409)]
    [InlineData("\"type\":\"Tank\",\"idPattern\":\"Tank:2$\"", Level, 201)]
    [InlineData("\"type\":\"Pump\"", Level, 201)]
    public async Task No_redirect_of_a_kind_of_entities_takes_what_an_exclusive_one_has(string entities, string? attributes, int status)
    {
        await using var broker = await TestBroker.StartAsync();
        await broker.RegisterAsync("first", "exclusive", One, Level);

        await TryAsync(broker, Registered.Body("back", "redirect", entities, attributes), status);
    }

    [Theory]
    [InlineData("exclusive", One, Level, 409)]
    [InlineData("exclusive", "\"id\":\"urn:ngsi-ld:Tank:1\"", Level, 409)]
    [InlineData("exclusive", One, "[\"owner\"]", 201)]
    [InlineData("exclusive", Two, Level, 201)]
    [InlineData("redirect", "\"type\":\"Tank\"", null, 409)]
    [InlineData("redirect", "\"idPattern\":\"Tank\"", null, 409)]
    [InlineData("redirect", "\"type\":\"Tank\",\"idPattern\":\"Tank:2\"", null, 201)]
    [InlineData("redirect", "\"type\":\"Pump\"", null, 201)]
    [InlineData("redirect", "\"type\":\"Tank\"", "[\"owner\"]", 201)]
    [InlineData("inclusive", One, Level, 201)]
    public async Task Nothing_that_is_held_here_is_registered_to_be_elsewhere_alone(string mode, string entities, string? attributes, int status)
    {
        await using var broker = await TestBroker.StartAsync();
        await broker.CreateAsync(Samples.Tank(1));

        await TryAsync(broker, Registered.Body("back", mode, entities, attributes), status);

        Assert.Equal(200, (await broker.GetAsync("/entities/urn:ngsi-ld:Tank:1?local=true")).Status);
    }

    [Fact]
    public async Task What_has_expired_or_is_deleted_here_is_not_held_here()
    {
        await using var broker = await TestBroker.StartAsync();
        await broker.CreateAsync(Samples.Tank(1, ",\"expiresAt\":\"2026-01-01T00:01:00Z\""));
        await broker.CreateAsync(Samples.Tank(2));
        await TryAsync(broker, Registered.Body("back", "redirect"), 409);
        broker.Clock.Advance(TimeSpan.FromMinutes(1));
        await TryAsync(broker, Registered.Body("back", "redirect"), 409);
        (await broker.DeleteAsync("/entities/urn:ngsi-ld:Tank:2")).IsBare(204);

        await TryAsync(broker, Registered.Body("back", "redirect"), 201);
    }

    [Fact]
    public async Task What_other_tenants_have_stands_in_nobodys_way()
    {
        await using var broker = await TestBroker.StartAsync();
        await broker.CreateAsync(Samples.Tank(1), "NGSILD-Tenant: farm");
        Assert.Equal(201, (await broker.PostAsync(All, Registered.Body("first", "exclusive", Two, Level), "NGSILD-Tenant: farm")).Status);

        await TryAsync(broker, Registered.Body("back", "redirect"), 201);
        Assert.Equal(409, (await broker.PostAsync(All, Registered.Body("back", "redirect"), "NGSILD-Tenant: farm")).Status);
    }

    [Theory]
    [InlineData("{\"mode\":\"exclusive\"}")]
    [InlineData("{\"mode\":\"redirect\"}")]
    public async Task A_change_may_not_bring_a_conflict(string change)
    {
        await using var broker = await TestBroker.StartAsync();
        await broker.RegisterAsync("first", "exclusive", One, Level);
        await broker.RegisterAsync("back", "inclusive", One, Level);

        (await broker.PatchAsync(Back, change)).IsProblem(409, "Conflict");

        Assert.Equal("inclusive", (string?)(await broker.GetAsync(Back)).Json["mode"]);
    }

    [Fact]
    public async Task A_refused_change_leaves_requests_going_as_before()
    {
        var network = new Network();
        await using var broker = await TestBroker.StartAsync(source: network);
        network.Answers("back", 204);
        await broker.CreateAsync(Samples.Tank(1));
        await broker.RegisterAsync("back", "inclusive", One, Level);

        (await broker.PatchAsync(Back, "{\"mode\":\"exclusive\"}")).IsProblem(409, "Conflict");
        (await broker.PatchAsync("/entities/urn:ngsi-ld:Tank:1/attrs", """{"level":{"type":"Property","value":5}}""")).IsBare(204);

        Assert.Equal(5, (int)(await broker.GetAsync("/entities/urn:ngsi-ld:Tank:1?local=true")).Json["level"]!["value"]!);
        Assert.Single(network.Calls);
    }

    [Fact]
    public async Task One_is_in_no_conflict_with_itself()
    {
        await using var broker = await TestBroker.StartAsync();
        await broker.RegisterAsync("back", "exclusive", One, Level);

        (await broker.PatchAsync(Back, """{"description":"new"}""")).IsBare(204);
        (await broker.PatchAsync(Back, """{"mode":"redirect"}""")).IsBare(204);

        Assert.Equal("redirect", (string?)(await broker.GetAsync(Back)).Json["mode"]);
    }

    [Fact]
    public async Task Of_a_refused_registration_nothing_stays()
    {
        var network = new Network();
        await using var broker = await TestBroker.StartAsync(source: network);
        await broker.CreateAsync(Samples.Tank(1));

        (await broker.PostAsync(All, Registered.Body("back", "redirect"))).IsProblem(409, "Conflict");

        (await broker.PatchAsync("/entities/urn:ngsi-ld:Tank:1/attrs", """{"level":{"type":"Property","value":5}}""")).IsBare(204);
        await broker.CreateAsync(Samples.Tank(2));
        Assert.Empty(network.Calls);
    }

    [Fact]
    public async Task Of_many_at_once_that_stand_in_for_the_same_one_is_taken()
    {
        await using var broker = await TestBroker.StartAsync();
        for (var round = 0; round < 20; round++)
        {
            var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => broker.PostAsync(
                All, Registered.Body($"host{round}-{i}", "exclusive", $"\"id\":\"urn:ngsi-ld:Tank:{round}\"", Level))));

            Assert.Equal(1, answers.Count(answer => answer.Status == 201));
            Assert.DoesNotContain(answers, answer => answer.Status is not (201 or 409));
        }
    }

    private static async Task TryAsync(TestBroker broker, string body, int status)
    {
        var answer = await broker.PostAsync(All, body);
        if (status == 409)
            answer.IsProblem(409, "Conflict");
        Assert.True(answer.Status == status, $"{answer.Status} {answer.Body}");
        Assert.Equal(status == 201 ? 200 : 404, (await broker.GetAsync(Back)).Status);
    }
}
