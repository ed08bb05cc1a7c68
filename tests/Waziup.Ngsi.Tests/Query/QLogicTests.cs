namespace Waziup.Ngsi.Tests.Query;

/// <summary>How q joins conditions (4.9).</summary>
public sealed class QLogicTests
{
    [Theory]
    [InlineData("a==1|b==2;c==3", "\"a\":1", true)]
    [InlineData("a==1|b==2;c==3", "\"b\":2", false)]
    [InlineData("a==1|b==2;c==3", "\"b\":2,\"c\":3", true)]
    [InlineData("b==2;c==3|a==1", "\"a\":1", true)]
    [InlineData("(a==1|b==2);c==3", "\"a\":1", false)]
    [InlineData("(a==1|b==2);c==3", "\"a\":1,\"c\":3", true)]
    [InlineData("c==3;(a==1|b==2)", "\"b\":2,\"c\":3", true)]
    [InlineData("c==3;(a==1|b==2)", "\"c\":3", false)]
    [InlineData("((a))", "\"a\":1", true)]
    [InlineData("(a;(b|(c;d)))", "\"a\":1,\"c\":1,\"d\":1", true)]
    [InlineData("(a;(b|(c;d)))", "\"a\":1,\"c\":1", false)]
    [InlineData("a;b", "\"a\":1", false)]
    [InlineData("a|b", "\"b\":1", true)]
    [InlineData("!a", "\"a\":1", false)]
    [InlineData("!a", "\"b\":1", true)]
    [InlineData("!a;b", "\"b\":1", true)]
    [InlineData("!a|b", "\"a\":1", false)]
    [InlineData("!a.b", "\"a\":1", true)]
    [InlineData("!a[b]", "\"a\":{\"type\":\"Property\",\"value\":{\"b\":1}}", false)]
    [InlineData("a~=^x|b", "\"b\":1", true)]
    [InlineData("(a~=^x);b", "\"a\":\"xy\",\"b\":1", true)]
    public void And_binds_tighter_than_or_and_parentheses_tighter_still(string q, string members, bool matches) =>
        Assert.Equal(matches, Queries.Matches(q, members));

    [Theory]
    [InlineData("https://uri.etsi.org/ngsi-ld/default-context/a==1", true)]
    [InlineData("https://example.org/a==1", false)]
    public void An_attribute_may_be_named_by_its_IRI(string q, bool matches) => Assert.Equal(matches, Queries.Matches(q, "\"a\":1"));
}
