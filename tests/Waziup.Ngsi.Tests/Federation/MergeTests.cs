using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Waziup.Ngsi.Federation;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Tests.Federation;

/// <summary>What several brokers know of one entity comes together by the rules, whatever it is (4.5.5, 4.3.6.7).</summary>
public sealed class MergeTests
{
    private const string Vocabulary = "https://uri.etsi.org/ngsi-ld/default-context/";
    private static readonly Instant Now = Time("2026-01-01T00:00:00Z");
    private static readonly string[] Types = ["A", "B", "C"];
    private static readonly string[] Scopes = ["/a", "/b", "/c/d"];
    private static readonly string[] Names = ["level", "owner", "state"];
    private static readonly string?[] Datasets = [null, "urn:d:1", "urn:d:2"];
    private static readonly string?[] Times = [null, "2020-01-01T00:00:00Z", "2021-01-01T00:00:00Z", "2022-01-01T00:00:00Z"];
    private static readonly string?[] Ends = [null, null, null, "2025-01-01T00:00:00Z", "2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z", "2028-01-01T00:00:00Z"];

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 100)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void It_comes_to_what_the_rules_say(int seed)
    {
        var random = new Random(seed);
        for (var i = 0; i < 40; i++)
        {
            var versions = Enumerable.Range(0, random.Next(4)).Select(_ => Version.Random(random)).ToList();
            var fillers = Enumerable.Range(0, random.Next(3)).Select(_ => Version.Random(random)).ToList();

            var merged = Merge.Of([.. versions.Select(version => version.Read())], [.. fillers.Select(version => version.Read())], Now);

            var text = $"seed {seed}, {i}:\n{string.Join('\n', versions.Select(version => version.Json))}\nfilled in by\n{string.Join('\n', fillers.Select(version => version.Json))}\n";
            var (expected, actual) = (Expected(versions, fillers), Actual(merged));
            Assert.True(expected == actual, $"{text}expected {expected}\nbut was   {actual}");
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void What_is_told_twice_is_told_once(int seed)
    {
        var random = new Random(seed);
        var one = Version.Random(random);
        var merged = Merge.Of([one.Read(), one.Read()], [one.Read()], Now);

        Assert.True(Expected([one, one], []) == Actual(merged), $"seed {seed}: {one.Json} became {Actual(merged)}");
    }

    [Fact]
    public void Nobody_knows_nothing() => Assert.Null(Merge.Of([], [], Now));

    [Fact]
    public void The_one_that_was_observed_counts_before_the_one_that_was_not()
    {
        var merged = Merge.Of(
            [Of("""{"level":{"type":"Property","value":1,"modifiedAt":"2025-12-01T00:00:00Z"}}"""), Of("""{"level":{"type":"Property","value":2,"observedAt":"2020-01-01T00:00:00Z"}}""")], [], Now);

        Assert.Contains("2", Values(merged!), StringComparison.Ordinal);
        Assert.DoesNotContain("1", Values(merged!), StringComparison.Ordinal);
    }

    [Fact]
    public void Where_nothing_decides_what_is_held_here_counts()
    {
        var merged = Merge.Of([Of("""{"level":{"type":"Property","value":1}}"""), Of("""{"level":{"type":"Property","value":2}}""")], [], Now);

        Assert.Equal("level=1", Values(merged!));
    }

    [Fact]
    public void Instances_of_different_datasets_stand_beside_each_other()
    {
        var merged = Merge.Of(
            [Of("""{"level":{"type":"Property","value":1}}"""), Of("""{"level":[{"type":"Property","value":2,"datasetId":"urn:d:1"},{"type":"Property","value":3,"datasetId":"urn:d:2"}]}""")], [], Now);

        Assert.Equal("level/urn:d:1=2,level/urn:d:2=3,level=1", Values(merged!));
    }

    [Fact]
    public void A_filler_adds_no_instance_to_an_attribute_that_somebody_has()
    {
        var merged = Merge.Of([Of("""{"level":{"type":"Property","value":1}}""")], [Of("""{"level":{"type":"Property","value":2,"datasetId":"urn:d:1"},"owner":{"type":"Property","value":3}}""")], Now);

        Assert.Equal("level=1,owner=3", Values(merged!));
    }

    [Fact]
    public void What_has_expired_of_an_attribute_may_be_filled_in()
    {
        var merged = Merge.Of(
            [Of("""{"level":{"type":"Property","value":1,"expiresAt":"2025-01-01T00:00:00Z"},"owner":{"type":"Property","value":4}}""")], [Of("""{"level":{"type":"Property","value":2}}""")], Now);

        Assert.Equal("level=2,owner=4", Values(merged!));
    }

    [Fact]
    public void The_expiry_of_a_whole_version_becomes_that_of_its_attributes()
    {
        var merged = Merge.Of(
            [Of("""{"expiresAt":"2027-01-01T00:00:00Z","level":{"type":"Property","value":1},"owner":{"type":"Property","value":2,"expiresAt":"2026-06-01T00:00:00Z"}}"""), Of("""{"state":{"type":"Property","value":3}}""")],
            [], Now)!;

        Assert.True(merged.ExpiresAt.IsNone);
        Assert.Equal(["2027-01-01T00:00:00Z", "2026-06-01T00:00:00Z", "none"], merged.Instances.Select(entry => Text(entry.ExpiresAt)));
    }

    [Fact]
    public void Sub_attributes_and_values_go_along_untouched()
    {
        const string Deep = """{"type":"Property","value":{"a":[1,{"b":[]}]},"unitCode":"CEL","since":[{"type":"Property","value":"x"}]}""";
        var merged = Merge.Of([Of("""{"owner":{"type":"Property","value":1}}"""), Of($$"""{"level":{{Deep}}}""")], [], Now)!;

        var stored = JsonNode.Parse(merged.Document)!;

        Assert.Equal("{\"a\":[1,{\"b\":[]}]}", stored[Vocabulary + "level"]![0]!["value"]!.ToJsonString());
        Assert.Equal("x", (string?)stored[Vocabulary + "level"]![0]![Vocabulary + "since"]![0]!["value"]);
        Assert.Equal(1, (int)stored[Vocabulary + "owner"]![0]!["value"]!);
    }

    /// <summary>The rules, one after the other, over the JSON.</summary>
    private static string Expected(List<Version> versions, List<Version> fillers)
    {
        var live = versions.Where(version => !version.IsExpired).ToList();
        var fill = fillers.Where(version => !version.IsExpired).ToList();
        var all = live.Concat(fill).ToList();
        if (all.Count == 0)
            return "nothing";
        var values = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var name in Names)
        {
            // Alone, a version stays as it is: its expiry goes with it.
            if (Best(live, name, all.Count > 1) is { Count: > 0 } known)
                Add(known);
            else if (fill.Select(version => Best([version], name, all.Count > 1)).FirstOrDefault(found => found.Count > 0) is { } filled)
                Add(filled);

            void Add(Dictionary<string, Instance> of)
            {
                foreach (var (dataset, instance) in of)
                    values[dataset.Length == 0 ? name : $"{name}/{dataset}"] = $"{instance.Value} until {instance.ExpiresAt ?? "none"}";
            }
        }
        var created = all.Select(version => version.CreatedAt).OfType<string>().Order(StringComparer.Ordinal).FirstOrDefault();
        var modified = all.Select(version => version.ModifiedAt).OfType<string>().Order(StringComparer.Ordinal).LastOrDefault();
        var end = all.Exists(version => version.ExpiresAt is null) ? null : all.Max(version => version.ExpiresAt);
        return Line(
            all.SelectMany(version => version.Types), all.SelectMany(version => version.Scopes), values.Select(pair => $"{pair.Key}={pair.Value}"), created, modified, end);
    }

    private static Dictionary<string, Instance> Best(List<Version> versions, string name, bool pushesExpiry)
    {
        var best = new Dictionary<string, Instance>(StringComparer.Ordinal);
        foreach (var version in versions)
        {
            foreach (var instance in version.Instances.Where(instance => instance.Name == name))
            {
                var end = pushesExpiry && version.ExpiresAt is not null && (instance.ExpiresAt is null || string.CompareOrdinal(version.ExpiresAt, instance.ExpiresAt) < 0)
                    ? version.ExpiresAt : instance.ExpiresAt;
                var pushed = instance with { ExpiresAt = end };
                if (end is not null && Time(end) <= Now)
                    continue;
                if (!best.TryGetValue(instance.Dataset ?? "", out var other) || IsNewer(pushed, other))
                    best[instance.Dataset ?? ""] = pushed;
            }
        }
        return best;
    }

    private static bool IsNewer(Instance one, Instance other) => (one.ObservedAt, other.ObservedAt) switch
    {
        (not null, null) => true,
        (null, not null) => false,
        ({ } left, { } right) when left != right => string.CompareOrdinal(left, right) > 0,
        _ => string.CompareOrdinal(one.ModifiedAt, other.ModifiedAt) > 0,
    };

    private static string Actual(Entity? merged)
    {
        if (merged is null)
            return "nothing";
        var stored = JsonNode.Parse(merged.Document)!.AsObject();
        var scopes = stored["scope"] switch
        {
            JsonArray many => many.Select(scope => (string)scope!),
            JsonValue one => [(string)one!],
            _ => [],
        };
        var values = new List<string>();
        foreach (var entry in merged.Instances.Where(entry => !entry.IsExpired(Now)))
        {
            var instance = JsonNode.Parse(merged.Document.AsSpan(entry.Start, entry.Length))!;
            var name = Encoding.UTF8.GetString(merged.NameOf(in entry))[Vocabulary.Length..];
            values.Add($"{name}{((string?)instance["datasetId"] is { } dataset ? "/" + dataset : "")}={instance["value"]} until {Text(entry.ExpiresAt)}");
        }
        var end = merged.ExpiresAt.IsNone ? null : Text(merged.ExpiresAt);
        return Line(merged.Types.Select(type => type[Vocabulary.Length..]), scopes, values, None(merged.CreatedAt), None(merged.ModifiedAt), end);

        static string? None(Instant time) => time.IsNone ? null : Text(time);
    }

    private static string Line(
        IEnumerable<string> types, IEnumerable<string> scopes, IEnumerable<string> values, string? created, string? modified, string? end)
    {
        return $"{Sorted(types)} in {Sorted(scopes)}: {string.Join(' ', values.Order(StringComparer.Ordinal))}; {created ?? "now"} to {modified ?? "now"}, until {end ?? "none"}"
            .Replace(Text(Now), "now", StringComparison.Ordinal);

        static string Sorted(IEnumerable<string> texts) => string.Join(',', texts.Distinct().Order(StringComparer.Ordinal));
    }

    private static string Values(Entity merged) => string.Join(',', merged.Instances.Select(entry =>
    {
        var instance = JsonNode.Parse(merged.Document.AsSpan(entry.Start, entry.Length))!;
        return $"{Encoding.UTF8.GetString(merged.NameOf(in entry))[Vocabulary.Length..]}{((string?)instance["datasetId"] is { } dataset ? "/" + dataset : "")}={instance["value"]}";
    }).Order(StringComparer.Ordinal));

    private static Entity Of(string members)
    {
        var json = JsonNode.Parse(members)!.AsObject();
        json["id"] = "urn:e:1";
        json["type"] = "A";
        return Read(json.ToJsonString());
    }

    private static Entity Read(string json) => EntityReader.Read(Encoding.UTF8.GetBytes(json), Sources.Terms, new ReadRules(ContextInBody: true, SystemTimes: true));

    private static Instant Time(string text) => Instant.TryParse(Encoding.ASCII.GetBytes(text), out var time) ? time : throw new FormatException(text);

    private static string Text(Instant time) => time.IsNone ? "none" : time.ToDateTimeOffset().ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);

    private sealed record Instance(string Name, string? Dataset, int Value, string? ObservedAt, string? ModifiedAt, string? ExpiresAt);

    private sealed record Version(string[] Types, string[] Scopes, List<Instance> Instances, string? CreatedAt, string? ModifiedAt, string? ExpiresAt)
    {
        public bool IsExpired => ExpiresAt is not null && Time(ExpiresAt) <= Now;

        public string Json
        {
            get
            {
                var entity = new JsonObject { ["id"] = "urn:e:1", ["type"] = new JsonArray([.. Types.Select(type => (JsonNode)type)]) };
                if (Scopes.Length > 0)
                    entity["scope"] = new JsonArray([.. Scopes.Select(scope => (JsonNode)scope)]);
                Set(entity, "createdAt", CreatedAt);
                Set(entity, "modifiedAt", ModifiedAt);
                Set(entity, "expiresAt", ExpiresAt);
                foreach (var group in Instances.GroupBy(instance => instance.Name))
                {
                    entity[group.Key] = new JsonArray([.. group.Select(instance =>
                    {
                        var json = new JsonObject { ["type"] = "Property", ["value"] = instance.Value };
                        Set(json, "datasetId", instance.Dataset);
                        Set(json, "observedAt", instance.ObservedAt);
                        Set(json, "modifiedAt", instance.ModifiedAt);
                        Set(json, "expiresAt", instance.ExpiresAt);
                        return (JsonNode)json;
                    })]);
                }
                return entity.ToJsonString();

                static void Set(JsonObject json, string name, string? value)
                {
                    if (value is not null)
                        json[name] = value;
                }
            }
        }

        public static Version Random(Random random)
        {
            var instances = new List<Instance>();
            foreach (var name in Names)
            {
                foreach (var dataset in Datasets)
                {
                    if (random.Next(3) == 0)
                        instances.Add(new Instance(name, dataset, random.Next(1000), Of(random, Times), Of(random, Times), Of(random, Ends)));
                }
            }
            string[] types = [.. MergeTests.Types.Where(_ => random.Next(2) == 0)];
            return new Version(
                types.Length > 0 ? types : ["A"], [.. MergeTests.Scopes.Where(_ => random.Next(3) == 0)], instances, Of(random, Times), Of(random, Times), Of(random, Ends));

            static string? Of(Random random, string?[] of) => of[random.Next(of.Length)];
        }

        public Entity Read() => MergeTests.Read(Json);
    }
}
