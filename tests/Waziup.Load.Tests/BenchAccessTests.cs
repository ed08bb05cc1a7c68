using System.Text;
using System.Text.Json;
using Waziup.Load.Bench;
using Waziup.Load.Bench.Access;

namespace Waziup.Load.Tests;

public class BenchAccessTests
{
    const string Stored = """{"id":"urn:a","type":"T","name":{"value":"A"},"level":{"value":1},"owner":{"object":"urn:o"},"location":{"value":[1,2]}}""";
    const string Coarse = """{"id":"urn:a","type":"T","level":{"value":1},"owner":{"object":"urn:alias"},"location":{"value":[1.5,2.5]}}""";

    [Fact]
    public void There_are_ten_policies_for_each_of_twenty_roles_always_the_same_ones()
    {
        var policies = PolicySet.Policies.ToList();

        Assert.Equal(200, policies.Select(policy => policy.Id).Distinct().Count());
        Assert.Equal(policies, PolicySet.Policies);
        Assert.All(Enumerable.Range(0, PolicySet.Roles), role =>
            Assert.Equal(10, policies.Count(policy => policy.Id.StartsWith($"urn:waziup:Policy:{PolicySet.Role(role)}-", StringComparison.Ordinal))));
    }

    [Fact]
    public void As_many_of_them_as_a_workload_says_are_for_whoever_reads()
    {
        Assert.Equal(24, Matching(Key.Reader));
        Assert.InRange(Matching(Key.Coarse), 10, 30);
    }

    [Fact]
    public void Only_the_last_roles_see_something_in_another_form()
    {
        Assert.DoesNotContain(For(Key.Reader), policy => policy.GetRawText().Contains("pseudonym", StringComparison.Ordinal) && policy.GetProperty("who")[0].GetString()!.StartsWith("role:", StringComparison.Ordinal));
        Assert.Contains(For(Key.Coarse), policy => policy.GetRawText().Contains("pseudonym", StringComparison.Ordinal));
    }

    [Fact]
    public void Each_role_has_a_key()
    {
        Assert.Equal(PolicySet.Roles, Key.OfRoles.SelectMany(key => key.Roles).Distinct().Count());
        using var form = JsonDocument.Parse(Key.OfRoles[3].Form);
        Assert.Equal("""["role-03"]""", form.RootElement.GetProperty("roles").GetRawText());
    }

    [Fact]
    public void An_entity_gets_an_owner_and_a_scope_and_keeps_the_rest()
    {
        using var plain = JsonDocument.Parse(Sample.Loaded(7));
        using var owned = JsonDocument.Parse(Owned.With(Sample.Loaded(7), 7));

        Assert.Equal(plain.RootElement.EnumerateObject().Count() + 2, owned.RootElement.EnumerateObject().Count());
        Assert.All(plain.RootElement.EnumerateObject(), member => Assert.True(JsonElement.DeepEquals(member.Value, owned.RootElement.GetProperty(member.Name))));
        Assert.EndsWith(":" + Key.Reader.Subject, owned.RootElement.GetProperty("owner").GetProperty("object").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_script_shows_a_key_where_there_is_one()
    {
        var settings = new ScriptSettings("127.0.0.1:1", 'm', 0) { Entities = 100_000 };

        Assert.All(AccessWorkloads.All, workload =>
        {
            Assert.Contains(@"127.0.0.1:1\r\nAuthorization: Bearer wzk_a.b\r\n", workload.Script(settings with { Key = "wzk_a.b" }), StringComparison.Ordinal);
            Assert.DoesNotContain("Authorization", workload.Script(settings), StringComparison.Ordinal);
        });
    }

    [Fact]
    public void Everything_is_seen_only_where_every_byte_is()
    {
        Sight.CompareAll("/e", Answer(Stored), Answer(Stored));

        Assert.Throws<IOException>(() => Sight.CompareAll("/e", Answer(Stored), Answer(Coarse)));
        Assert.Throws<IOException>(() => Sight.CompareAll("/e", Answer(""), Answer("")));
    }

    [Theory]
    [InlineData(Stored)]
    [InlineData("[]")]
    [InlineData("""{"id":"urn:a","type":"T","level":{"value":1},"owner":{"object":"urn:o"},"location":{"value":[1.5,2.5]}}""")]
    [InlineData("""{"id":"urn:a","type":"T","level":{"value":2},"owner":{"object":"urn:alias"},"location":{"value":[1.5,2.5]}}""")]
    [InlineData("""{"id":"urn:a","type":"T","owner":{"object":"urn:alias"},"location":{"value":[1.5,2.5]}}""")]
    public void Forms_are_seen_only_where_those_attributes_alone_differ(string other)
    {
        Sight.CompareCoarse("/e", Answer(Stored), Answer(Coarse));
        Sight.CompareCoarse("/e", Answer($"[{Stored}]"), Answer($"[{Coarse}]"));

        Assert.Throws<IOException>(() => Sight.CompareCoarse("/e", Answer(Stored), Answer(other)));
        Assert.Throws<IOException>(() => Sight.CompareCoarse("/e", Answer("[]"), Answer("[]")));
    }

    static int Matching(Key key) => For(key).Count(policy => policy.GetProperty("rights").EnumerateArray().Any(right => right.ValueEquals("read"))
        && (!policy.TryGetProperty("purposes", out var purposes) || purposes[0].ValueEquals("maintenance")));

    static List<JsonElement> For(Key key) => PolicySet.Policies.Select(policy => JsonSerializer.Deserialize<JsonElement>(policy.Body))
        .Where(policy => policy.GetProperty("who").EnumerateArray().Any(who => Who(key).Contains(who.GetString()))).ToList();

    static IEnumerable<string> Who(Key key) =>
        [.. key.Roles.Select(role => "role:" + PolicySet.Role(role)), .. key.Groups.Select(group => "group:" + PolicySet.Group(group))];

    static Reply Answer(string body) => new(Encoding.UTF8.GetBytes(body), null);
}
