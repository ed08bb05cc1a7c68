namespace Waziup.Ngsi.Tests.Query;

/// <summary>What q compares with attributes other than plain properties (4.9).</summary>
public sealed class QKindTests
{
    private const string Label = "\"label\":{\"type\":\"LanguageProperty\",\"languageMap\":{\"en\":\"tank\",\"de\":\"Tank\",\"fr\":[\"cuve\",\"bac\"]}}";

    private const string Site = "\"site\":{\"type\":\"Relationship\",\"object\":\"urn:ngsi-ld:Site:1\"}";

    private const string Sites = "\"site\":{\"type\":\"Relationship\",\"object\":[\"urn:ngsi-ld:Site:1\",\"urn:ngsi-ld:Site:2\"]}";

    private const string List = "\"site\":{\"type\":\"ListRelationship\",\"objectList\":[{\"object\":\"urn:ngsi-ld:Site:1\"},"
        + "{\"object\":\"urn:ngsi-ld:Site:2\"}]}";

    private const string Status = "\"status\":{\"type\":\"VocabProperty\",\"vocab\":\"Busy\"}";

    private const string Busy = "https://uri.etsi.org/ngsi-ld/default-context/Busy";

    [Theory]
    [InlineData("label[de]==\"Tank\"", true)]
    [InlineData("label[DE]==\"Tank\"", true)]
    [InlineData("label[de]==\"tank\"", false)]
    [InlineData("label[it]", false)]
    [InlineData("label[it]!=\"tank\"", false)]
    [InlineData("label[en]!=\"tank\"", false)]
    [InlineData("label[en]!=\"Tank\"", true)]
    [InlineData("label[fr]==\"bac\"", true)]
    [InlineData("label[fr]!=\"bac\"", false)]
    [InlineData("label[*]==\"tank\"", true)]
    [InlineData("label[*]==\"bac\"", true)]
    [InlineData("label[*]==\"x\"", false)]
    [InlineData("label[*]!=\"tank\"", false)]
    [InlineData("label[*]!=\"x\"", true)]
    [InlineData("label[en]~=^t", true)]
    [InlineData("label[de]~=^t", false)]
    [InlineData("label", true)]
    public void Brackets_choose_a_language(string q, bool matches) => Assert.Equal(matches, Queries.Matches(q, Label));

    [Theory]
    [InlineData("site==\"urn:ngsi-ld:Site:1\"", Site, true)]
    [InlineData("site==urn:ngsi-ld:Site:1", Site, true)]
    [InlineData("site==urn:ngsi-ld:Site:2", Site, false)]
    [InlineData("site!=urn:ngsi-ld:Site:2", Site, true)]
    [InlineData("site>\"urn:a\"", Site, false)]
    [InlineData("site<=\"urn:z\"", Site, false)]
    [InlineData("site~=Site", Site, false)]
    [InlineData("site!~=x", Site, false)]
    [InlineData("site==urn:ngsi-ld:Site:2", Sites, true)]
    [InlineData("site!=urn:ngsi-ld:Site:2", Sites, false)]
    [InlineData("site==urn:ngsi-ld:Site:3,urn:ngsi-ld:Site:2", Sites, true)]
    [InlineData("site==urn:ngsi-ld:Site:2", List, true)]
    [InlineData("site==urn:ngsi-ld:Site:3", List, false)]
    [InlineData("site!=urn:ngsi-ld:Site:1", List, false)]
    [InlineData("site!=urn:ngsi-ld:Site:3", List, true)]
    [InlineData("site>urn:a", List, false)]
    [InlineData("site~=Site", List, false)]
    public void A_relationship_equals_what_it_leads_to(string q, string members, bool matches) =>
        Assert.Equal(matches, Queries.Matches(q, members));

    [Theory]
    [InlineData("status==\"" + Busy + "\"", true)]
    [InlineData("status==" + Busy, true)]
    [InlineData("status!=" + Busy, false)]
    [InlineData("status!=\"https://example.org/Free\"", true)]
    [InlineData("status", true)]
    public void A_vocabulary_value_is_an_IRI(string q, bool matches) => Assert.Equal(matches, Queries.Matches(q, Status));

    [Theory]
    [InlineData("status==\"Busy\"", true)]
    [InlineData("status==Busy", true)]
    [InlineData("status==Free", false)]
    [InlineData("status==Free,Busy", true)]
    [InlineData("status!=Busy", false)]
    [InlineData("status!=Free", true)]
    public void With_expandValues_a_term_is_compared_as_its_IRI(string q, bool matches)
    {
        Assert.Equal(matches, Queries.Matches(q, Status, "status"));
        Assert.False(Queries.Matches("status==Busy", "\"status\":\"Busy\"", "status"));
        Assert.True(Queries.Matches("status==Busy", "\"status\":\"Busy\"", "another"));
    }
}
