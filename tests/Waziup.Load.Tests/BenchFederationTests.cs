using System.Text;
using System.Text.Json;
using Waziup.Load.Bench;
using Waziup.Load.Bench.Federation;

namespace Waziup.Load.Tests;

public class BenchFederationTests
{
    [Fact]
    public void A_registration_says_what_the_source_has_and_for_how_long_it_is_waited_for()
    {
        var registration = new Registration("mute", "Mute", new Uri("http://127.0.0.1:7/silent"))
        {
            Timeout = TimeSpan.FromMilliseconds(500),
            Cooldown = TimeSpan.FromMinutes(1),
        };

        using var body = JsonDocument.Parse(registration.Body);
        Assert.Equal("http://127.0.0.1:7/silent", body.RootElement.GetProperty("endpoint").GetString());
        Assert.Equal("""[{"entities":[{"type":"Mute"}]}]""", body.RootElement.GetProperty("information").GetRawText());
        Assert.Equal("""{"timeout":500,"cooldown":60000}""", body.RootElement.GetProperty("management").GetRawText());
    }

    [Fact]
    public void A_registration_without_limits_leaves_them_to_the_broker()
    {
        using var body = JsonDocument.Parse(new Registration("deaf", "Deaf", new Uri("http://127.0.0.1:7")).Body);

        Assert.False(body.RootElement.TryGetProperty("management", out _));
    }

    [Fact]
    public void The_many_registrations_are_of_types_of_ids_and_of_patterns_and_never_of_what_is_asked_for()
    {
        var bodies = Enumerable.Range(0, 3_000).Select(number => Registration.Other(number).Body).ToList();

        Assert.Equal(bodies.Count, bodies.Select(Id).Distinct().Count());
        Assert.Equal(1_000, bodies.Count(body => Entity(body).TryGetProperty("id", out _)));
        Assert.Equal(1_000, bodies.Count(body => Entity(body).TryGetProperty("idPattern", out _)));
        Assert.All(bodies, body => Assert.StartsWith("Other", Entity(body).GetProperty("type").GetString(), StringComparison.Ordinal));

        static string Id(string body) => JsonDocument.Parse(body).RootElement.GetProperty("id").GetString()!;
        static JsonElement Entity(string body) => JsonDocument.Parse(body).RootElement.GetProperty("information")[0].GetProperty("entities")[0];
    }

    [Fact]
    public void A_broker_that_says_all_that_its_sources_say_has_answered_well()
    {
        var (one, two) = (Entity("urn:a", "level1"), Entity("urn:a", "level2"));
        var both = """{"id":"urn:a","type":"T","level2":{"value":7},"level1":{"value":7}}""";

        Facts.Compare(Answer(both), [Answer(one), Answer(two)]);
        Facts.Compare(Answer($"[{two},{one}]"), [Answer($"[{one}]"), Answer($"[{two}]")]);
        Assert.Throws<IOException>(() => Facts.Compare(Answer(one), [Answer(one), Answer(two)]));
        Assert.Throws<IOException>(() => Facts.Compare(Answer(both), [Answer(one)]));
        Assert.Throws<IOException>(() => Facts.Compare(Answer("[]"), [Answer("[]")]));
        Assert.Throws<IOException>(() => Facts.Compare(Answer(one) with { Warning = "199 urn:x \"no answer in time\"" }, [Answer(one)]));
    }

    [Fact]
    public void What_a_broker_adds_is_what_it_takes_longer_than_its_source()
    {
        var pair = new Pair(Took(0.25, direct: 0.1), Took(0.2, direct: 0.1));

        Assert.Equal(1.5, pair.Added, 6);
        Assert.Equal(1.25, pair.P50, 6);
        Assert.True(double.IsNaN(new Pair(Took(0.25, direct: null), Took(0.2, direct: null)).Added));
    }

    [Fact]
    public void A_limit_may_be_a_time_and_is_not_reached_without_a_figure()
    {
        var late = Target("answer after the time limit of the registration");
        var patience = new Patience(TimeSpan.FromMilliseconds(3), TimeSpan.Zero, TimeSpan.Zero, Warned: 1);
        var quick = Took(1, null);

        var (reached, text) = late.Judge([new Pair(quick with { Patience = patience }, quick)]);
        Assert.True(reached);
        Assert.Contains("at most 20.00 ms: upper quartile 3.00", text, StringComparison.Ordinal);
        Assert.False(late.Judge([new Pair(quick with { Patience = patience with { AfterRegistered = TimeSpan.FromMilliseconds(21) } }, quick)]).Reached);
        Assert.False(late.Judge([new Pair(quick, quick)]).Reached);
        Assert.False(Target("answers with a warning").Judge([new Pair(quick with { Patience = patience with { Warned = 0.9 } }, quick)]).Reached);

        static Target Target(string what) => Workloads.All.Single(workload => workload.Name == "W14").Targets.Single(target => target.What == what);
    }

    [Fact]
    public void A_retrieval_beside_silence_says_its_type_so_that_no_source_is_concerned()
    {
        var script = QueryScript.Pond(new ScriptSettings("127.0.0.1:1", 'm', 0));

        Assert.Contains("local number = 100000 + math.random(0, 99)", script, StringComparison.Ordinal);
        Assert.Contains("urn:ngsi-ld:Pond:p0'..string.format('%08d', number)..'?type=Pond'", script, StringComparison.Ordinal);
        Assert.Contains("\"id\":\"urn:ngsi-ld:Pond:p000100000\"", Dataset.Ponds.Requests.Single().Body, StringComparison.Ordinal);
    }

    static string Entity(string id, string attribute) => $$$"""{"id":"{{{id}}}","type":"T","{{{attribute}}}":{"value":7}}""";

    static Reply Answer(string body) => new(Encoding.UTF8.GetBytes(body), null);

    static Measurement Took(double milliseconds, double? direct) => new()
    {
        Rate = 1,
        CpuPerThousand = 1,
        P50 = TimeSpan.FromMilliseconds(milliseconds),
        P99 = TimeSpan.FromMilliseconds(milliseconds),
        Resident = 1,
        OtherLoad = 0,
        Errors = 0,
        Direct = direct is { } time ? TimeSpan.FromMilliseconds(time) : null,
    };
}
