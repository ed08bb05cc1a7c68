using Waziup.Ngsi.AspNetCore.Tests.Query;

namespace Waziup.Ngsi.AspNetCore.Tests.Temporal;

/// <summary>A scope has a past too, and decides which instances count (4.18, 4.19).</summary>
public sealed class ScopePastTests
{
    [Fact]
    public async Task Every_scope_is_told_with_the_time_since_when_it_held()
    {
        await using var broker = await StartAsync();

        var scope = (await broker.ReadAsync("options=sysAttrs"))["scope"]!.AsArray();

        Found.IsJson("""
            {"type":"Property","values":[["/a","2026-01-01T00:00:00Z"],["/b","2026-01-01T01:00:00Z"]]}
            """, (await broker.GetAsync(Past.One + "?format=temporalValues")).Json["scope"]);
        Assert.Equal(["/a", "/b"], scope.Select(instance => (string?)instance!["value"]));
        Assert.Equal(["2026-01-01T00:00:00Z", "2026-01-01T01:00:00Z"], scope.Select(instance => (string?)instance!["observedAt"]));
        Assert.All(scope, instance => Assert.Equal((string?)instance!["observedAt"], (string?)instance["modifiedAt"]));
    }

    [Fact]
    public async Task A_deleted_scope_is_an_empty_list()
    {
        await using var broker = await StartAsync();
        broker.Clock.Advance(TimeSpan.FromHours(1));
        (await broker.DeleteAsync(Past.Current + "/attrs/scope")).IsBare(204);

        Found.IsJson("""
            {"id":"urn:ngsi-ld:Tank:1","type":"Tank","scope":[{"type":"Property","value":[],"deletedAt":"2026-01-01T03:00:00Z"}]}
            """, await broker.ReadAsync("timeproperty=deletedAt"));
        Found.IsJson("""
            {"type":"Property","values":[[[],"2026-01-01T03:00:00Z"]]}
            """, (await broker.GetAsync(Past.One + "?timeproperty=deletedAt&format=temporalValues")).Json["scope"]);
    }

    [Fact]
    public async Task Only_instances_of_the_time_when_the_scope_held_are_found()
    {
        await using var broker = await StartAsync();
        const string From = "&timerel=after&timeAt=2026-01-01T0";
        (string Query, string Values)[] found = [("/a" + From + "0:00:00Z", "1"), ("/b" + From + "0:00:00Z", "2"), ("/%23" + From + "0:00:00Z", "1,2")];
        string[] missed = ["/a" + From + "1:15:00Z", "/c" + From + "0:00:00Z"];

        await Assert.AllAsync(found, async one =>
        {
            var page = (await broker.GetAsync($"{Past.All}?type=Tank&scopeQ={one.Query}")).Json.AsArray();
            Assert.Equal(one.Values, Past.Values(page.Single()!, "level"));
        });
        await Assert.AllAsync(missed, async query => Assert.Equal("[]", (await broker.GetAsync($"{Past.All}?type=Tank&scopeQ={query}")).Body));
    }

    // The first scope held for an hour; in the middle of it and of the next hour the level was read. The clock ends at two.
    private static async Task<TestBroker> StartAsync()
    {
        var broker = await TestBroker.StartAsync();
        await broker.CreateAsync("""{"id":"urn:ngsi-ld:Tank:1","type":"Tank","scope":"/a"}""");
        broker.Clock.Advance(TimeSpan.FromMinutes(30));
        await broker.AddAsync(""" "level":[{"type":"Property","value":1,"observedAt":"2026-01-01T00:30:00Z"}] """);
        broker.Clock.Advance(TimeSpan.FromMinutes(30));
        (await broker.PatchAsync(Past.Current + "/attrs", """{"scope":"/b"}""")).IsBare(204);
        broker.Clock.Advance(TimeSpan.FromMinutes(30));
        await broker.AddAsync(""" "level":[{"type":"Property","value":2,"observedAt":"2026-01-01T01:30:00Z"}] """);
        broker.Clock.Advance(TimeSpan.FromMinutes(30));
        return broker;
    }
}
