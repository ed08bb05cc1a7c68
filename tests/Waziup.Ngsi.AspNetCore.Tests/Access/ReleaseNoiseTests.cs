using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Waziup.Ngsi.Access;
using Waziup.Ngsi.Access.Policies;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.AspNetCore.Tests.Access;

/// <summary>What is published with noise: it hides each owner, and is the same wherever it is made (POLICIES 3.6 and 4, rows 23 to 25).</summary>
public sealed class ReleaseNoiseTests
{
    private const string Noise = """{"epsilon":5,"clamp":[0,100]}""";
    private const string Counted = """{"epsilon":5,"clamp":[0,100],"methods":["avg","totalCount"],"as":{"type":"VillageWell","attribute":"meanLevel","totalCount":"wells"}}""";
    private static readonly Caller Administrator = Caller.Anonymous with { Subject = "eve", Roles = ["administrator"] };
    private static readonly FixedKeys Keys = new(0);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Row_23_What_is_published_is_what_key_and_data_make_of_it_and_stays()
    {
        await using var world = await FilledAsync(Keys);
        await world.PassAndPublishAsync(3);

        // Made with Python's hmac and fractions; the truth is 30.
        Assert.Equal("20.709@01-02 22.932@01-01", await world.PublishedAsync());
        // As after a restart that has forgotten how far it was, with other readings.
        await world.ReadAsync("1", "90", 2);
        await world.Broker.Storage.Documents.DeleteAsync(default, DocumentKind.Setting, "release urn:waziup:Policy:wells", Cancel);
        await world.PassAndPublishAsync(5);
        Assert.Equal("20.709@01-02 22.932@01-01", await world.PublishedAsync());
    }

    [Fact]
    public async Task Row_23_Another_broker_with_the_same_key_makes_the_same_of_the_same_data_in_whatever_order_and_one_with_another_key_does_not()
    {
        await using var other = await ReleaseWorld.StartAsync(Noise, Keys);
        await using var stranger = await FilledAsync(new FixedKeys(1));
        for (var i = 5; i > 0; i--)
        {
            await other.WellAsync($"{i}", $"p{i}");
            await other.ReadAsync($"{i}", $"{i * 10 + 3}", 24 - i);
            await other.ReadAsync($"{i}", $"{i * 10 - 3}", 1);
        }

        await other.PassAndPublishAsync(2);
        await stranger.PassAndPublishAsync(2);

        Assert.Equal("22.932@01-01", await other.PublishedAsync());
        Assert.NotEqual("22.932@01-01", await stranger.PublishedAsync());
    }

    [Fact]
    public async Task Row_24_What_is_published_has_no_more_digits_than_the_lattice_or_the_policy_says()
    {
        foreach (var (release, step) in new[] { (Noise, 0.001m), ("""{"epsilon":5,"clamp":[0,100],"round":0.5}""", 0.5m) })
        {
            await using var world = await ReleaseWorld.StartAsync(release, Keys);
            for (var day = 0; day < 10; day++)
                await world.FillAsync(8, day);
            await world.PassAndPublishAsync(12);

            var told = (await world.PublishedAsync()).Split(' ').Select(text => decimal.Parse(text.Split('@')[0], CultureInfo.InvariantCulture)).ToList();

            Assert.True(told.Count > 5);
            Assert.All(told, number => Assert.True(number is >= 0 and <= 100 && number % step == 0, $"{number}"));
        }
    }

    [Fact]
    public async Task Row_25_Whether_a_day_is_published_is_judged_with_the_noise()
    {
        // Whoever knows four of five would know by an exact threshold whether the fifth takes part.
        await using var world = await ReleaseWorld.StartAsync("""{"epsilon":1,"clamp":[0,100]}""", Keys);
        for (var day = 0; day < 12; day++)
            await world.FillAsync(4, day);
        await world.PassAndPublishAsync(14);

        var told = (await world.PublishedAsync()).Split(' ', StringSplitOptions.RemoveEmptyEntries);

        Assert.InRange(told.Length, 1, 11);
    }

    [Fact]
    public async Task Row_25_A_day_is_judged_once_and_what_comes_late_is_not_looked_at()
    {
        // Each further look would tell of the same owners once more, and when it was published how many came late.
        await using var world = await ReleaseWorld.StartAsync("""{"epsilon":5,"clamp":[0,100],"minUnits":30}""", Keys);
        await world.FillAsync(5);
        await world.PassAndPublishAsync(2);
        Assert.Equal("", await world.PublishedAsync());
        for (var i = 6; i < 80; i++)
        {
            await world.WellAsync($"{i}", $"p{i}");
            await world.ReadAsync($"{i}", "50", 1);
            await world.ReadAsync($"{i}", "50", 24 + 1);
        }

        await world.PassAndPublishAsync(5);

        // The second day was not over for so long.
        Assert.Equal(["01-02"], (await world.PublishedAsync()).Split(' ').Select(text => text[^5..]));
    }

    [Fact]
    public async Task Row_25_Overlapping_releases_may_hold_together_where_both_have_noise()
    {
        await using var world = await ReleaseWorld.StartAsync(Noise, Keys);

        await world.World.HoldAsync(ReleaseWorld.PolicyOf("""{"epsilon":1,"clamp":[0,50]}""", "urn:waziup:Policy:again"));
        var refused = await Assert.ThrowsAsync<NgsiLdException>(() => world.World.HoldAsync(ReleaseWorld.PolicyOf("{}", "urn:waziup:Policy:third")));

        Assert.StartsWith("P09", refused.Error.Detail, StringComparison.Ordinal);
        Assert.Contains("without epsilon in both", refused.Error.Detail, StringComparison.Ordinal);
        refused = await Assert.ThrowsAsync<NgsiLdException>(() => world.World.HoldAsync(ReleaseWorld.PolicyOf(Noise, "urn:other:wells")));
        Assert.StartsWith("P09", refused.Error.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task How_many_there_are_is_published_with_noise_for_whom_it_is_shown()
    {
        await using var world = await ReleaseWorld.StartAsync(Counted, Keys);
        await world.FillAsync(5);
        await world.PassAndPublishAsync(2);
        Assert.Null((await world.Broker.GetAsync($"/entities/{ReleaseWorld.Village}")).Json["wells"]);
        var policy = JsonNode.Parse(ReleaseWorld.PolicyOf(Counted))!;
        policy["attributes"]!["wells"] = "show";

        await world.World.HoldAsync(policy.ToJsonString());

        Assert.Equal("""{"type":"Property","value":5,"observedAt":"2026-01-01T00:00:00Z"}""", (await world.Broker.GetAsync($"/entities/{ReleaseWorld.Village}")).Json["wells"]!.ToJsonString());
    }

    [Theory]
    [InlineData("""{"epsilon":0.3,"clamp":[0,100],"minUnits":50}""", "")]
    [InlineData("""{"epsilon":0.3,"clamp":[0,100],"minUnits":33}""", "meanLevel: a mean of 33 units is expected to be off by 10 % of its range")]
    [InlineData("""{"epsilon":1,"clamp":[0,100],"minUnits":30}""", "meanLevel: epsilon of a month is 30.4, more than 10")]
    [InlineData("""{"epsilon":1,"clamp":[0,100],"minUnits":5,"period":"P1M"}""",
        "meanLevel: a mean of 5 units is expected to be off by 20 % of its range|meanLevel: of a group of one something is published with a chance of 8 %, which tells that there is one; more minUnits make it less")]
    public async Task Lint_tells_what_noise_costs(string release, string texts)
    {
        await using var world = await ReleaseWorld.StartAsync(release, Keys);

        var lint = await world.World.Activation.LintAsync(default, Administrator, Cancel);

        Assert.Equal(texts, string.Join('|', lint["findings"]!.AsArray().Where(finding => (string)finding!["code"]! == "P10").Select(finding => (string)finding!["text"]!)));
    }

    [Fact]
    public async Task A_trial_tells_what_noise_costs()
    {
        await using var world = await ReleaseWorld.StartAsync("{}", Keys);
        using var form = JsonDocument.Parse($$"""{"activate":[{{ReleaseWorld.PolicyOf("""{"epsilon":0.5,"clamp":[0,100],"minUnits":20}""")}}],"callers":["anybody"]}""");

        var told = await world.World.Trial.TryAsync(default, Administrator, form.RootElement, world.Broker.Broker.Terms.Default, Cancel);

        Assert.Equal(
            """[{"policy":"urn:waziup:Policy:wells","attribute":"meanLevel","epsilon":0.5,"epsilonPerMonth":15.218,"expectedError":10.0}]""", told["noise"]!.ToJsonString());
    }

    private static async Task<ReleaseWorld> FilledAsync(IPolicyKeys keys)
    {
        var world = await ReleaseWorld.StartAsync(Noise, keys);
        await world.FillAsync(5);
        await world.FillAsync(5, 1);
        return world;
    }

    /// <summary>One secret of bytes that count on, so that noise is known.</summary>
    private sealed class FixedKeys(byte first) : IPolicyKeys
    {
        private readonly byte[] _secret = [.. Enumerable.Range(0, 32).Select(i => (byte)(first + i))];

        public ReadOnlyMemory<byte> SecretOf(TenantId tenant) => _secret;

        public ReadOnlyMemory<byte> NoiseSecretOf(TenantId tenant) => _secret;
    }
}
