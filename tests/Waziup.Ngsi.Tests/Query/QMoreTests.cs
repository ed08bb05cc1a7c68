using Waziup.Ngsi.Query;

namespace Waziup.Ngsi.Tests.Query;

/// <summary>Corners of q (4.9), of distances between lines, and of collations.</summary>
public sealed class QMoreTests
{
    [Theory]
    [InlineData("level == 5", "\"level\":5", true)]
    [InlineData("level==5 ; b", "\"level\":5,\"b\":1", true)]
    [InlineData("label==\"tank\"", "\"label\":{\"type\":\"LanguageProperty\",\"languageMap\":{\"en\":\"tank\"}}", true)]
    [InlineData("raw==2", "\"raw\":{\"type\":\"JsonProperty\",\"json\":[1,2]}", true)]
    [InlineData(
        "at==2026-01-01T00:00:00Z",
        "\"at\":{\"type\":\"Property\",\"value\":\"2026-01-01T00:00:00.0Z\",\"valueType\":\"DateTime\"}", true)]
    [InlineData(
        "at[t]==2026-01-01T00:00:00Z",
        "\"at\":{\"type\":\"Property\",\"value\":{\"t\":{\"@type\":\"DateTime\",\"@value\":\"2026-01-01T00:00:00.0Z\"}}}", true)]
    [InlineData("at[t]", "\"at\":[{\"t\":1}]", false)]
    [InlineData("at==2026-01-01T00:00:00Z", "\"at\":[{\"@type\":\"DateTime\",\"@value\":\"2026-01-01T00:00:00Z\"}]", true)]
    [InlineData("at!=2026-01-01T00:00:00Z", "\"at\":[{\"@type\":\"DateTime\",\"@value\":\"2026-01-01T00:00:00Z\"}]", false)]
    [InlineData("raw==\"x\"", "\"raw\":{\"type\":\"JsonProperty\",\"json\":{\"@value\":\"x\"}}", false)]
    [InlineData("label[*]", "\"label\":{\"type\":\"LanguageProperty\",\"languageMap\":{\"en\":\"tank\"}}", true)]
    [InlineData("label[en]>\"a\"", "\"label\":{\"type\":\"LanguageProperty\",\"languageMap\":{\"en\":\"tank\"}}", true)]
    [InlineData(
        "a.b==1",
        "\"a\":{\"type\":\"Property\",\"value\":1,\"b\":{\"type\":\"Property\",\"value\":1,\"expiresAt\":\"2026-05-01T00:00:00Z\"}}", false)]
    public void Values_inside_others_and_blanks_are_understood(string q, string members, bool matches) =>
        Assert.Equal(matches, Queries.Matches(q, members));

    [Theory]
    [InlineData("[[-1,0],[1,0]]", "[[0,-1],[0,1]]")]
    [InlineData("[[179,0],[-179,0]]", "[[180,-1],[180,1]]")]
    [InlineData("[[0,80],[90,80]]", "[[45,81],[45,89]]")]
    public void Lines_that_cross_are_not_apart(string left, string right) => Assert.Equal(
        0, Sphere.Distance(GeoParser.Geometry("l", "LineString", left), GeoParser.Geometry("r", "LineString", right)), 0.01);

    [Theory]
    [InlineData("de-u-co-phonebk")]
    [InlineData("und-u-ks-identic")]
    [InlineData("en-US")]
    public void A_collation_may_have_an_extension(string collation) =>
        Assert.NotNull(OrderParser.Parse("a", null, collation, Queries.Terms));

    [Theory]
    [InlineData("level.observedAt.x")]
    [InlineData("createdAt[x]")]
    [InlineData("level.observedAt[x]")]
    [InlineData("level==01")]
    [InlineData("level==1e400")]
    [InlineData("level==\"a\"..5")]
    [InlineData("level==2026-13-01..2026-14-01")]
    [InlineData("level>word")]
    [InlineData("level[a]==")]
    public void What_no_path_or_value_is_is_a_bad_request(string q) =>
        Assert.Equal(400, Queries.StatusOf(() => QParser.Parse("q", q, new QOptions(Queries.Terms, 0, []))));
}
