namespace Waziup.Ngsi.AspNetCore.Tests;

/// <summary>/info/sourceIdentity (6.33).</summary>
public sealed class IdentityTests
{
    [Fact]
    public async Task A_broker_says_who_it_is_and_how_long_it_has_been_up()
    {
        await using var broker = await TestBroker.StartAsync();
        var first = await broker.GetAsync("/info/sourceIdentity");
        broker.Clock.Advance(TimeSpan.FromSeconds(90.5));
        var later = (await broker.GetAsync("/info/sourceIdentity", "Accept: application/ld+json")).Json;

        Assert.Equal("ContextSourceIdentity", (string?)first.Json["type"]);
        Assert.StartsWith("urn:", (string?)first.Json["id"], StringComparison.Ordinal);
        Assert.NotNull(first.Link("http://www.w3.org/ns/json-ld#context"));
        Assert.Equal((string?)first.Json["id"], (string?)later["id"]);
        Assert.Equal((string?)first.Json["contextSourceAlias"], (string?)later["contextSourceAlias"]);
        Assert.Equal("PT1M30S", (string?)later["contextSourceUptime"]);
        Assert.Equal("2026-01-01T00:01:30.5Z", (string?)later["contextSourceTimeAt"]);
        Assert.NotNull(later["@context"]);
    }

    [Fact]
    public async Task It_has_another_name_in_each_tenant_and_the_one_its_operator_gave()
    {
        await using var broker = await TestBroker.StartAsync(options: o => o.Alias = "farm-1");
        await broker.CreateAsync(Samples.Tank(1), "NGSILD-Tenant: a");

        var own = (await broker.GetAsync("/info/sourceIdentity")).Json;
        var tenant = (await broker.GetAsync("/info/sourceIdentity", "NGSILD-Tenant: a")).Json;

        Assert.Equal("farm-1", (string?)own["contextSourceAlias"]);
        Assert.StartsWith("farm-1-", (string?)tenant["contextSourceAlias"], StringComparison.Ordinal);
        Assert.NotEqual((string?)own["id"], (string?)tenant["id"]);
    }
}
