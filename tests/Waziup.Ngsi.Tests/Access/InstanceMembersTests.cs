using Waziup.Ngsi.Access;

namespace Waziup.Ngsi.Tests.Access;

/// <summary>What stands beside a value under each form (POLICIES 3).</summary>
public sealed class InstanceMembersTests
{
    private const string Beside = """
        ,"datasetId":"urn:d:1","unitCode":"CEL","observedAt":"2026-01-01T00:00:00Z"
        """;

    [Theory]
    [InlineData("show", "17")]
    [InlineData("linked", "17")]
    [InlineData("round", "15")]
    [InlineData("generalise", "\"high\"")]
    public void A_unit_stays_with_a_number_and_with_the_range_it_lies_in(string form, string value) =>
        Assert.Equal($$"""{"type":"Property","value":{{value}}{{Beside}}}""", Written($$"""{"type":"Property","value":17{{Beside}}}""", form));

    [Fact]
    public void A_unit_does_not_stay_with_a_pseudonym_or_a_cell()
    {
        Assert.DoesNotContain("CEL", Written("""{"type":"Property","value":"maize","unitCode":"CEL"}""", "pseudonym"), StringComparison.Ordinal);
        Assert.DoesNotContain("CEL", Written("""{"type":"GeoProperty","value":{"type":"Point","coordinates":[1,2]},"unitCode":"CEL"}""", "grid"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("pseudonym", "\"maize\"")]
    [InlineData("generalise", "\"maize\"")]
    [InlineData("round", "17")]
    [InlineData("show", "17")]
    public void Dataset_and_time_of_observation_stay(string form, string value)
    {
        var written = Written($$"""{"type":"Property","value":{{value}},"datasetId":"urn:d:1","observedAt":"2026-01-01T00:00:00Z"}""", form);

        Assert.EndsWith(""","datasetId":"urn:d:1","observedAt":"2026-01-01T00:00:00Z"}""", written, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("CEL", true)]
    [InlineData("FAH", false)]
    [InlineData(null, false)]
    public void A_step_in_a_unit_rounds_what_has_that_unit_alone(string? unitCode, bool isShown)
    {
        var unit = unitCode is null ? "" : $",\"unitCode\":\"{unitCode}\"";
        var written = Forms.Written($$"""{"type":"Property","value":17{{unit}}}""", Forms.OfA(Forms.Allow(("a", Forms.Rounded(5, "CEL")))));

        Assert.Equal(isShown ? $$"""{"type":"Property","value":15{{unit}}}""" : null, written);
    }

    [Theory]
    [InlineData("show", true)]
    [InlineData("linked", true)]
    [InlineData("generalise", false)]
    [InlineData("pseudonym", false)]
    public void The_type_of_a_value_is_told_of_the_value_itself(string form, bool isShown) => Assert.Equal(
        isShown, Written("""{"type":"Property","value":"maize","valueType":"Crop"}""", form).Contains("valueType", StringComparison.Ordinal));

    [Theory]
    [InlineData("show", true)]
    [InlineData("linked", true)]
    [InlineData("pseudonym", false)]
    public void So_is_that_of_what_a_relationship_points_at(string form, bool isShown) => Assert.Equal(
        isShown, Written("""{"type":"Relationship","object":"urn:p:ama","objectType":"Person"}""", form).Contains("objectType", StringComparison.Ordinal));

    [Theory]
    [InlineData("show", "17", true)]
    [InlineData("linked", "17", false)]
    [InlineData("round", "17", false)]
    [InlineData("generalise", "17", false)]
    [InlineData("pseudonym", "\"maize\"", false)]
    public void A_proof_stands_beside_nothing_but_what_it_proves_even_where_it_is_named(string form, string value, bool isShown)
    {
        var instance = $$$"""{"type":"Property","value":{{{value}}},"ngsildproof":{"type":"Property","value":{"proof":"s3cr3t"},"entityIdSealed":"urn:t:1","entityTypeSealed":"T"}}""";

        foreach (var rule in new[] { Forms.Allow(("a", Forms.Of(form))), Forms.Allow(("a", Forms.Of(form))).Beside("a", ("ngsildproof", true)) })
            Assert.Equal(isShown, Forms.Written(instance, Forms.OfA(rule))!.Contains("s3cr3t", StringComparison.Ordinal));
    }

    /// <summary>A proof is made over the sub-attributes too: whoever has it can try guesses of what is left out.</summary>
    [Fact]
    public void A_proof_is_left_out_where_a_part_of_what_it_proves_is() => Assert.DoesNotContain(
        "s3cr3t",
        Forms.Written(
            """{"type":"Property","value":1,"by":{"type":"Property","value":"Ama"},"ngsildproof":{"type":"Property","value":{"proof":"s3cr3t"}}}""",
            Forms.OfA(Forms.Allow(("a", Disclosure.Show)).Beside("a", ("by", false)))),
        StringComparison.Ordinal);

    [Fact]
    public void What_a_sub_attribute_points_at_is_an_alias_at_any_depth()
    {
        var ama = Forms.Clinic.Of("urn:p:ama");
        var written = Written(
            """
            {"type":"Property","value":17,"by":{"type":"Relationship","object":"urn:p:ama","of":{"type":"Relationship","object":"urn:p:ama","how":{"type":"Property","value":"dip"}}},
             "seen":[{"type":"Relationship","object":"urn:p:ama"},{"type":"Relationship","object":"urn:p:ama","datasetId":"urn:d:1"}]}
            """,
            "linked");

        Assert.Equal(
            $$$$"""
            {"type":"Property","value":17,"by":{"type":"Relationship","object":"{{{{ama}}}}","of":{"type":"Relationship","object":"{{{{ama}}}}","how":{"type":"Property","value":"dip"}}},"seen":[{"type":"Relationship","object":"{{{{ama}}}}"},{"type":"Relationship","object":"{{{{ama}}}}","datasetId":"urn:d:1"}]}
            """,
            written);
        Assert.DoesNotContain("urn:p:ama", written, StringComparison.Ordinal);
    }

    private static string Written(string instance, string form) => Forms.Written(instance, Forms.OfA(Forms.Allow(("a", Forms.Of(form)))))!;
}
