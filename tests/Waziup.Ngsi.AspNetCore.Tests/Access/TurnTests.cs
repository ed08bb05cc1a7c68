namespace Waziup.Ngsi.AspNetCore.Tests.Access;

/// <summary>Whatever others asked before, each is told what he sees himself (POLICIES 4, row 48).</summary>
public sealed class TurnTests
{
    private const string Geo = "Accept: application/geo+json";
    private const string Json = "Accept: application/json";

    private static readonly (string Path, string Accept)[] Questions =
    [
        (TurnWorld.One, Json),
        (TurnWorld.One + "?options=sysAttrs", Json),
        (TurnWorld.One + "?options=concise", Json),
        (TurnWorld.One + "?options=concise,sysAttrs", Json),
        (TurnWorld.One + "?options=keyValues", Json),
        (TurnWorld.One + "?join=inline", Json),
        (TurnWorld.One, Geo),
        (TurnWorld.One + "?options=sysAttrs", Geo),
        ("/entities/urn:ngsi-ld:Plot:2", Json),
        ("/entities?type=Plot", Json),
        ("/entities?type=Plot&options=sysAttrs&count=true", Json),
        ("/entities?type=Plot&q=note&count=true", Json),
        ("/entities?type=Plot&q=level>15&count=true", Json),
        ("/entities?type=(Plot;Trial)&options=concise&count=true", Json),
        ("/entities?type=Trial,Vault&count=true", Json),
        ("/entities?type=Plot", Geo),
        ("/types?details=true", Json),
        ("/attributes?details=true", Json),
        ("/temporal/entities/urn:ngsi-ld:Plot:1?options=temporalValues", Json),
        ("/temporal/entities?type=Plot&timerel=before&timeAt=2030-01-01T00:00:00Z&timeproperty=modifiedAt&options=temporalValues", Json),
    ];

    [Fact]
    public async Task Row_48_Whoever_asks_in_turns_is_told_what_he_is_told_alone()
    {
        var alone = new Dictionary<(string Who, string Path, string Accept), string>();
        foreach (var who in TurnWorld.People)
        {
            await using var fresh = await TurnWorld.StartAsync();
            foreach (var (path, accept) in Questions)
                alone[(who, path, accept)] = Told(await fresh.Broker.GetAsync(path, TurnWorld.Called(who), accept));
        }
        await using var world = await TurnWorld.StartAsync();

        foreach (var (path, accept) in Questions)
        {
            for (var turn = 0; turn < 4; turn++)
            {
                foreach (var who in turn % 2 == 0 ? TurnWorld.People : [.. TurnWorld.People.Reverse()])
                    Assert.Equal($"{who} {path} {alone[(who, path, accept)]}", $"{who} {path} {Told(await world.Broker.GetAsync(path, TurnWorld.Called(who), accept))}");
            }
            Assert.True(TurnWorld.People.Select(who => alone[(who, path, accept)]).Distinct().Count() > 2, path);
            Assert.All(["ama", "nobody"], who => Assert.DoesNotContain("S3CR3T", alone[(who, path, accept)], StringComparison.Ordinal));
            if (path.Contains("Plot:2", StringComparison.Ordinal))
                Assert.All(["kofi", "yaw", "efua"], who => Assert.DoesNotContain("S3CR3T", alone[(who, path, accept)], StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Row_48_Many_who_ask_at_once_are_each_told_their_own()
    {
        await using var world = await TurnWorld.StartAsync();
        var alone = new Dictionary<string, string>();
        foreach (var who in TurnWorld.People)
            alone[who] = Told(await world.Broker.GetAsync("/entities?type=Plot&options=sysAttrs", TurnWorld.Called(who)));

        await Parallel.ForEachAsync(Enumerable.Range(0, 240), TestContext.Current.CancellationToken, async (i, _) =>
        {
            var who = TurnWorld.People[i % TurnWorld.People.Length];
            Assert.Equal(alone[who], Told(await world.Broker.GetAsync("/entities?type=Plot&options=sysAttrs", TurnWorld.Called(who))));
        });
    }

    [Fact]
    public async Task Row_17_Who_sees_all_there_is_does_not_learn_that_something_is_gone()
    {
        await using var world = await TurnWorld.StartAsync();

        // The one to whom nothing is forbidden has asked before, and asks between.
        foreach (var (who, modified) in new (string, string?)[] { ("root", "2026-01-01T00:05:00Z"), ("kofi", "2026-01-01T00:00:00Z"), ("root", "2026-01-01T00:05:00Z"), ("yaw", null), ("kofi", "2026-01-01T00:00:00Z") })
        {
            Assert.Equal(modified, (string?)(await world.Broker.GetAsync(TurnWorld.One + "?options=sysAttrs", TurnWorld.Called(who))).Json["modifiedAt"]);
            var inList = (await world.Broker.GetAsync("/entities?type=Plot&id=urn:ngsi-ld:Plot:1&options=concise,sysAttrs", TurnWorld.Called(who))).Json;
            Assert.Equal(modified, (string?)Assert.Single(inList.AsArray())!["modifiedAt"]);
        }
        Assert.Empty((await world.Broker.GetAsync("/entities?type=Plot&q=modifiedAt>2026-01-01T00:04:00Z", TurnWorld.Called("kofi"))).Json.AsArray());
        Assert.Empty((await world.Broker.GetAsync("/entities?type=Plot&q=modifiedAt", TurnWorld.Called("yaw"))).Json.AsArray());
    }

    [Theory]
    [InlineData("type=Vault", 0, 1)]
    [InlineData("type=(Plot;Vault)", 0, 1)]
    [InlineData("type=Vault,Trial", 1, 2)]
    [InlineData("type=(Plot;Trial)", 1, 1)]
    [InlineData("type=(Plot;Trial)&q=note", 0, 1)]
    [InlineData("type=(Plot;Trial)&q=!note", 1, 0)]
    [InlineData("type=Plot&q=note", 1, 3)]
    [InlineData("type=Trial&q=note|level", 1, 1)]
    public async Task Row_7_What_a_query_demands_does_not_open_what_a_limit_of_that_type_closes(string query, int kofis, int roots)
    {
        await using var world = await TurnWorld.StartAsync();

        for (var turn = 0; turn < 2; turn++)
        {
            foreach (var (who, count) in new[] { ("root", roots), ("kofi", kofis), ("yaw", kofis), ("efua", kofis) })
            {
                var answer = await world.Broker.GetAsync($"/entities?{query}&count=true", TurnWorld.Called(who));
                Assert.Equal((who, $"{count}", count), (who, answer["NGSILD-Results-Count"], answer.Json.AsArray().Count));
            }
        }
    }

    private static string Told(Answer answer) => $"{answer.Status} {answer["NGSILD-Results-Count"]} {answer["Cache-Control"]} {answer.Body}";
}
