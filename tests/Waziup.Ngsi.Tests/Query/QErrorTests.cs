using Waziup.Ngsi.Query;

namespace Waziup.Ngsi.Tests.Query;

/// <summary>What q refuses (4.9).</summary>
public sealed class QErrorTests
{
    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("level==")]
    [InlineData("level=40")]
    [InlineData("level=>40")]
    [InlineData("level=<40")]
    [InlineData("level===40")]
    [InlineData("level<>40")]
    [InlineData("(level>1")]
    [InlineData("level>1)")]
    [InlineData("()")]
    [InlineData("level>1..2")]
    [InlineData("level<=1..2")]
    [InlineData("level>1,2")]
    [InlineData("level<\"a\",\"b\"")]
    [InlineData("level==1..")]
    [InlineData("level==..5")]
    [InlineData("level==1..\"a\"")]
    [InlineData("level==1..2..3")]
    [InlineData("level==true..false")]
    [InlineData("level==1,")]
    [InlineData("level==,1")]
    [InlineData("level==1,,2")]
    [InlineData("level>true")]
    [InlineData("level>")]
    [InlineData("level~=")]
    [InlineData("level!~=")]
    [InlineData("level~=[a")]
    [InlineData("level~=\"(a\"")]
    [InlineData("level~=*")]
    [InlineData("level==\"a")]
    [InlineData("level==a\"")]
    [InlineData("level==\"a\"b")]
    [InlineData("level==\"\\x\"")]
    [InlineData("level;")]
    [InlineData("level|")]
    [InlineData(";level")]
    [InlineData("|level")]
    [InlineData("level;;other")]
    [InlineData("level;|other")]
    [InlineData("level other")]
    [InlineData("level[a")]
    [InlineData("level]")]
    [InlineData("level[]")]
    [InlineData("level[a.]")]
    [InlineData("level[.a]")]
    [InlineData("level[a]b")]
    [InlineData("level.")]
    [InlineData("level..a")]
    [InlineData(".level")]
    [InlineData("==1")]
    [InlineData("!")]
    [InlineData("!!level")]
    [InlineData("level{a}")]
    [InlineData("level{a")]
    [InlineData("le{vel")]
    [InlineData("level}")]
    [InlineData("le<vel>==1")]
    [InlineData("level=1e")]
    [InlineData("level>1e999")]
    public void A_malformed_query_is_a_bad_request(string q) => Assert.Equal(400, StatusOf(q, 0));

    [Theory]
    [InlineData("a{b}", 1)]
    [InlineData("a{T:b}==1", 1)]
    [InlineData("a{T,U:b}~=x", 1)]
    [InlineData("a{b{c}}!=1", 2)]
    [InlineData("!a{b}", 1)]
    public void Linked_entities_are_looked_into_as_deep_as_they_are_joined(string q, int depth)
    {
        Assert.NotNull(QParser.Parse("q", q, new QOptions(Queries.Terms, depth, [])));
        Assert.Equal(400, StatusOf(q, depth - 1));
    }

    [Theory]
    [InlineData("a{b", 1)]
    [InlineData("a{}", 1)]
    [InlineData("a{b}}", 1)]
    [InlineData("a{b{c}", 2)]
    [InlineData("a{T:}", 1)]
    public void A_malformed_linked_path_is_a_bad_request(string q, int depth) => Assert.Equal(400, StatusOf(q, depth));

    [Fact]
    public void Too_many_conditions_are_too_complex()
    {
        Assert.Equal(403, StatusOf(string.Join(';', Enumerable.Repeat("a", 5000)), 0));
        Assert.True(Queries.Matches(string.Join(';', Enumerable.Repeat("a", 100)), "\"a\":1"));
    }

    [Fact]
    public void Too_many_parentheses_are_refused()
    {
        Assert.Contains(StatusOf(new string('(', 5000) + "a" + new string(')', 5000), 0), new[] { 400, 403 });
        Assert.True(Queries.Matches("((((a))))", "\"a\":1"));
    }

    private static int StatusOf(string q, int depth) => Queries.StatusOf(() => QParser.Parse("q", q, new QOptions(Queries.Terms, depth, [])));
}
