using System.Text.Json.Nodes;
using Waziup.Ngsi.Storage.Memory;

namespace Waziup.Ngsi.AspNetCore.Tests.Federation;

/// <summary>How long registrations live, and what is counted about their sources meanwhile (5.2.9).</summary>
public sealed class RegistrationLifeTests
{
    private const string Back = "/csourceRegistrations/urn:ngsi-ld:ContextSourceRegistration:back";
    private const string One = "/entities/urn:ngsi-ld:Tank:1";
    private const string InAMinute = ",\"expiresAt\":\"2026-01-01T00:01:00Z\"";

    [Fact]
    public async Task An_expired_one_is_gone_and_its_source_is_asked_no_more()
    {
        var network = new Network();
        await using var broker = await TestBroker.StartAsync(source: network);
        network.Answers("back", 200, Samples.Tank(1));
        await broker.RegisterAsync("back", more: InAMinute);
        Assert.Equal(200, (await broker.GetAsync(One)).Status);

        broker.Clock.Advance(TimeSpan.FromMinutes(1));

        (await broker.GetAsync(Back)).IsProblem(404, "ResourceNotFound");
        (await broker.PatchAsync(Back, """{"expiresAt":"2027-01-01T00:00:00Z"}""")).IsProblem(404, "ResourceNotFound");
        Assert.Empty((await broker.GetAsync("/csourceRegistrations?type=Tank")).Json.AsArray());
        (await broker.GetAsync(One)).IsProblem(404, "ResourceNotFound");
        Assert.Single(network.Calls);
    }

    [Fact]
    public async Task The_id_of_an_expired_one_is_free_again()
    {
        await using var broker = await TestBroker.StartAsync();
        await broker.RegisterAsync("back", more: InAMinute);

        broker.Clock.Advance(TimeSpan.FromMinutes(1));
        await broker.Broker.SweepAsync(TestContext.Current.CancellationToken);

        await broker.RegisterAsync("back", "auxiliary", operations: "[\"retrieveOps\"]");
        var served = (await broker.GetAsync(Back)).Json;
        Assert.Equal("auxiliary", (string?)served["mode"]);
        Assert.Null(served["expiresAt"]);
    }

    [Fact]
    public async Task Expired_ones_do_not_count_against_the_limit()
    {
        await using var broker = await TestBroker.StartAsync(options: options => options.Federation.MaxRegistrations = 1);
        await broker.RegisterAsync("old", more: InAMinute);
        Assert.Equal(403, (await broker.PostAsync("/csourceRegistrations", Registered.Body("back"))).Status);

        broker.Clock.Advance(TimeSpan.FromMinutes(1));
        await broker.Broker.SweepAsync(TestContext.Current.CancellationToken);

        await broker.RegisterAsync("back");
    }

    [Fact]
    public async Task An_expired_exclusive_one_stands_in_nobodys_way()
    {
        await using var broker = await TestBroker.StartAsync();
        await broker.RegisterAsync("back", "exclusive", "\"id\":\"urn:ngsi-ld:Tank:1\",\"type\":\"Tank\"", "[\"level\"]", more: InAMinute);

        broker.Clock.Advance(TimeSpan.FromMinutes(1));

        await broker.CreateAsync(Samples.Tank(1));
        Assert.Equal(1, (int)(await broker.GetAsync(One + "?local=true")).Json["level"]!["value"]!);
        Assert.Equal(404, (await broker.GetAsync(Back)).Status);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("\"urn:ngsi-ld:null\"")]
    public async Task One_whose_expiry_is_taken_away_stays(string none)
    {
        await using var broker = await TestBroker.StartAsync();
        await broker.RegisterAsync("back", more: InAMinute);

        (await broker.PatchAsync(Back, $$"""{"expiresAt":{{none}}}""")).IsBare(204);
        broker.Clock.Advance(TimeSpan.FromDays(1));

        var served = await broker.GetAsync(Back);
        Assert.Equal(200, served.Status);
        Assert.Null(served.Json["expiresAt"]);
    }

    [Fact]
    public async Task A_restart_leaves_registrations_and_counts_as_they_were()
    {
        var storage = new MemoryStorage();
        var network = new Network();
        network.Answers("back", 200, Samples.Tank(1));
        string before;
        await using (var broker = await TestBroker.StartAsync(source: network, storage: storage))
        {
            await broker.RegisterAsync("back", attributes: "[\"level\"]", more: ",\"csourceProperty1\":\"a\",\"management\":{\"cooldown\":60000}");
            await broker.RegisterAsync("gone");
            (await broker.DeleteAsync("/csourceRegistrations/urn:ngsi-ld:ContextSourceRegistration:gone")).IsBare(204);
            network.Answers("back", 500);
            await broker.GetAsync(One);
            broker.Clock.Advance(TimeSpan.FromMinutes(1));
            network.Answers("back", 200, Samples.Tank(1));
            await broker.GetAsync(One);
            before = (await broker.GetAsync(Back)).Body;
        }

        await using var again = await TestBroker.StartAsync(source: network, storage: storage);

        Assert.Equal(before, (await again.GetAsync(Back)).Body);
        var state = JsonNode.Parse(before)!;
        Assert.Equal(("ok", 2, 1, "2026-01-01T00:01:00Z", "2026-01-01T00:00:00Z"),
            ((string?)state["status"], (int)state["timesSent"]!, (int)state["timesFailed"]!, (string?)state["lastSuccess"], (string?)state["lastFailure"]));
        Assert.Equal(404, (await again.GetAsync("/csourceRegistrations/urn:ngsi-ld:ContextSourceRegistration:gone")).Status);
        Assert.Equal(1, (int)(await again.GetAsync(One)).Json["level"]!["value"]!);
        Assert.Equal(3, (int)(await again.GetAsync(Back)).Json["timesSent"]!);
    }

    [Fact]
    public async Task Counts_are_saved_from_time_to_time_for_whoever_crashes()
    {
        var storage = new MemoryStorage();
        var network = new Network();
        network.Answers("back", 200, Samples.Tank(1));
        await using var broker = await TestBroker.StartAsync(source: network, storage: storage);
        await broker.RegisterAsync("back");
        await broker.GetAsync(One);
        await broker.Broker.TidyAsync(TestContext.Current.CancellationToken);
        await broker.GetAsync(One);

        // The first one never ends in order: what it counted afterwards is nowhere.
        await using var again = await TestBroker.StartAsync(source: network, storage: storage);

        Assert.Equal(1, (int)(await again.GetAsync(Back)).Json["timesSent"]!);
        Assert.Equal(2, (int)(await broker.GetAsync(Back)).Json["timesSent"]!);
    }

    [Fact]
    public async Task Successes_and_failures_are_counted()
    {
        var network = new Network();
        await using var broker = await TestBroker.StartAsync(source: network);
        await broker.RegisterAsync("back");
        network.Answers("back", 200, Samples.Tank(1));
        await broker.GetAsync(One);
        broker.Clock.Advance(TimeSpan.FromSeconds(1));
        network.Answers("back", 500);
        await broker.GetAsync(One);

        var failed = (await broker.GetAsync(Back)).Json;
        broker.Clock.Advance(TimeSpan.FromSeconds(1));
        network.Answers("back", 404);
        await broker.GetAsync(One);
        var good = (await broker.GetAsync(Back)).Json;

        Assert.Equal(("failed", 2, 1, "2026-01-01T00:00:00Z", "2026-01-01T00:00:01Z"),
            ((string?)failed["status"], (int)failed["timesSent"]!, (int)failed["timesFailed"]!, (string?)failed["lastSuccess"], (string?)failed["lastFailure"]));
        Assert.Equal(("ok", 3, 1, "2026-01-01T00:00:02Z"),
            ((string?)good["status"], (int)good["timesSent"]!, (int)good["timesFailed"]!, (string?)good["lastSuccess"]));
    }

    [Fact]
    public async Task A_failure_in_the_very_instant_of_a_success_is_a_failure()
    {
        var network = new Network();
        await using var broker = await TestBroker.StartAsync(source: network);
        await broker.RegisterAsync("back");
        network.Answers("back", 200, Samples.Tank(1));
        await broker.GetAsync(One);

        network.Answers("back", 500);
        await broker.GetAsync(One);

        Assert.Equal("failed", (string?)(await broker.GetAsync(Back)).Json["status"]);
    }

    [Fact]
    public async Task Counting_does_not_change_the_registration()
    {
        var network = new Network();
        await using var broker = await TestBroker.StartAsync(source: network);
        await broker.RegisterAsync("back");
        broker.Clock.Advance(TimeSpan.FromMinutes(1));

        await broker.GetAsync(One);

        var served = (await broker.GetAsync(Back + "?options=sysAttrs")).Json;
        Assert.Equal(1, (int)served["timesSent"]!);
        Assert.Equal("2026-01-01T00:00:00Z", (string?)served["modifiedAt"]);
        Assert.Null(served["lastSuccess"]);
    }
}
