using Waziup.Ngsi.AspNetCore.Tests.Query;
using Waziup.Ngsi.AspNetCore.Tests.Snapshots;

namespace Waziup.Ngsi.AspNetCore.Tests.Gate.Disclosed;

/// <summary>What is frozen is for whoever froze it, in his forms, and as long as he may see it (POLICIES 4, row 34).</summary>
public sealed class LeakFrozenTests
{
    private const string Body = """{"type":"Snapshot","snapshotQueries":[{"type":"Query","entities":[{"type":"Reading"},{"type":"Vault"}]}]}""";
    private const string Kofi = "Test-Caller: kofi";

    [Fact]
    public async Task Row_34_A_snapshot_of_somebody_else_is_one_that_is_not_there()
    {
        await using var broker = await Farm.WithAsync("17.6", Farm.Rest);
        var snapshot = await broker.FreezeAsync(Body, LossyPolicy.Ama);
        Assert.Equal("1", await broker.FindAsync("type=Reading", LossyPolicy.Ama, snapshot.Header()));
        var (id, absent) = ((string)snapshot["id"]!, ((string)snapshot["id"]!)[..^4] + "abs1");

        foreach (var (method, path, body) in new (string, string, string?)[]
        {
            ("GET", "/snapshots/#", null), ("PATCH", "/snapshots/#", """{"snapshotPriority":9}"""), ("DELETE", "/snapshots/#", null), ("POST", "/snapshots/#/clone", """{"type":"Snapshot"}"""),
            ("GET", "/entities?type=Reading", null), ("GET", Farm.One, null), ("GET", Farm.PastOfOne, null), ("GET", "/types", null), ("DELETE", Farm.One, null),
        })
        {
            var there = await AskAsync(id);
            Assert.Equal(await AskAsync(absent), there);

            async Task<string> AskAsync(string name)
            {
                var answer = await broker.SendAsync(method, path.Replace("#", name, StringComparison.Ordinal), body, headers: path[1] == 's' ? [Kofi] : [Kofi, "NGSILD-Snapshot: " + name]);
                Assert.InRange(answer.Status, 400, 404);
                return $"{answer.Status} {answer.Body}".Replace(name, "#", StringComparison.Ordinal);
            }
        }
        Assert.Equal("1", await broker.FindAsync("type=Reading", LossyPolicy.Ama, snapshot.Header()));
    }

    [Fact]
    public async Task Row_34_Who_has_lost_all_rights_finds_nothing_in_his_own()
    {
        var policy = new LossyPolicy();
        await using var broker = await Farm.StartAsync(policy);
        await broker.CreateAsync(Farm.Reading(1, $"\"numValue\":{Farm.Celsius("17.6")},{Farm.Rest}"), LossyPolicy.Root);
        await broker.CreateAsync("""{"id":"urn:ngsi-ld:Vault:1","type":"Vault","level":4711}""", LossyPolicy.Root);
        var snapshot = await broker.FreezeAsync(Body, LossyPolicy.Ama);

        var frozen = await broker.GetAsync("/entities?local=true", LossyPolicy.Ama, snapshot.Header());
        Assert.Equal(("1", 20), (Found.Numbers(frozen), (int)frozen.Json[0]!["numValue"]!["value"]!));
        Assert.All(["S3CR3T", "4711", "maize"], word => Assert.DoesNotContain(word, frozen.Body, StringComparison.Ordinal));
        policy.IsRevoked = true;

        Assert.Equal(403, (await broker.GetAsync("/entities?local=true", LossyPolicy.Ama, snapshot.Header())).Status);
    }
}
