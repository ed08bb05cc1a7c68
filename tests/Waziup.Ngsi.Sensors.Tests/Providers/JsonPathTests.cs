using System.Text.Json;
using Waziup.Ngsi.Sensors.Providers;

namespace Waziup.Ngsi.Sensors.Tests.Providers;

/// <summary>Paths find what RFC 9535 says; what is not read here is refused with its place.</summary>
public sealed class JsonPathTests
{
    const string Store = """
        {"a":{"b":[10,20,30],"c d":{"":1,"e'\"":2}},"list":["a","b","c","d","e","f","g"],"été_1":5,"𝄞":6,"null":null,"o":{"x":1,"y":[2]}}
        """;

    [Theory]
    [InlineData("$.a.b[0]", "10")]
    [InlineData("$['a']['b'][-1]", "30")]
    [InlineData("$[\"a\"] [ 'b' ] [ 1 ]", "20")]
    [InlineData("$.a.b[3]", "")]
    [InlineData("$.a.b[-4]", "")]
    [InlineData("$.a.b.length", "")]
    [InlineData("$.list.b", "")]
    [InlineData("$.a[0]", "")]
    [InlineData("$.a.b[*]", "10 20 30")]
    [InlineData("$.o.*", "1 [2]")]
    [InlineData("$.o[*][*]", "2")]
    [InlineData("$.null", "null")]
    [InlineData("$.null.x", "")]
    [InlineData("$.nothing.x[*]", "")]
    [InlineData("$['a']['c d']['']", "1")]
    [InlineData("$.a['c d']['e\\'\"']", "2")]
    [InlineData("$.a[\"c d\"][\"e'\\\"\"]", "2")]
    [InlineData("$.été_1", "5")]
    [InlineData("$['\\u00e9t\\u00E9_1']", "5")]
    [InlineData("$.𝄞", "6")]
    [InlineData("$['\\ud834\\uDD1E']", "6")]
    [InlineData("$\n.a\t.b\r[0]", "10")]
    // The examples of RFC 9535, 2.3.4.3.
    [InlineData("$.list[1:3]", "\"b\" \"c\"")]
    [InlineData("$.list[5:]", "\"f\" \"g\"")]
    [InlineData("$.list[1:5:2]", "\"b\" \"d\"")]
    [InlineData("$.list[5:1:-2]", "\"f\" \"d\"")]
    [InlineData("$.list[::-1]", "\"g\" \"f\" \"e\" \"d\" \"c\" \"b\" \"a\"")]
    [InlineData("$.list[ 0 : 1 : 1 ]", "\"a\"")]
    [InlineData("$.list[-2:]", "\"f\" \"g\"")]
    [InlineData("$.list[:-5]", "\"a\" \"b\"")]
    [InlineData("$.list[::0]", "")]
    [InlineData("$.list[:2:]", "\"a\" \"b\"")]
    [InlineData("$.list[-9007199254740991:9007199254740991:9007199254740991]", "\"a\"")]
    [InlineData("$.list[9007199254740991::-9007199254740991]", "\"g\"")]
    [InlineData("$.o[0:1]", "")]
    public void A_path_finds(string path, string expected) =>
        Assert.Equal(expected, string.Join(' ', JsonPath.Parse(path).Select(JsonElement.Parse(Store)).Select(found => found.GetRawText())));

    [Fact]
    public void The_root_is_the_document_whatever_it_is() =>
        Assert.Equal("7", Assert.Single(JsonPath.Parse("$").Select(JsonElement.Parse("7"))).GetRawText());

    [Theory]
    [InlineData("", 1)]
    [InlineData("a", 1)]
    [InlineData(" $", 1)]
    [InlineData("$ ", 2)]
    [InlineData("$.a ", 4)]
    [InlineData("$a", 2)]
    [InlineData("$.", 3)]
    [InlineData("$. a", 3)]
    [InlineData("$.1a", 3)]
    [InlineData("$.a-b", 4)]
    [InlineData("$..a", 3)]
    [InlineData("$.'a'", 3)]
    [InlineData("$[", 3)]
    [InlineData("$[]", 3)]
    [InlineData("$[a]", 3)]
    [InlineData("$[0", 4)]
    [InlineData("$[01]", 3)]
    [InlineData("$[-0]", 3)]
    [InlineData("$[-]", 3)]
    [InlineData("$[+1]", 3)]
    [InlineData("$[1.0]", 4)]
    [InlineData("$[1e3]", 4)]
    [InlineData("$[9007199254740992]", 3)]
    [InlineData("$[99999999999999999999999]", 3)]
    [InlineData("$[1:-0]", 5)]
    [InlineData("$[1:2:3:4]", 8)]
    [InlineData("$[0,1]", 4)]
    [InlineData("$['a','b']", 6)]
    [InlineData("$[?@.a]", 3)]
    [InlineData("$['a]", 6)]
    [InlineData("$['a\\", 6)]
    [InlineData("$['\\x']", 5)]
    [InlineData("$['\\\"']", 5)]
    [InlineData("$['\\u12']", 6)]
    [InlineData("$['\\ud834']", 6)]
    [InlineData("$['\\ud834\\u0041']", 6)]
    [InlineData("$['\\udd1e']", 6)]
    [InlineData("$['\n']", 4)]
    [InlineData("$.*a", 4)]
    [InlineData("$.a\u0000", 4)]
    [InlineData("$.length()", 9)]
    public void What_is_no_path_is_refused_with_its_place(string path, int place)
    {
        var wrong = Assert.Throws<FormatException>(() => JsonPath.Parse(path));

        Assert.EndsWith($"(at character {place})", wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Half_of_a_character_is_no_name()
    {
        Assert.Throws<FormatException>(() => JsonPath.Parse("$.\ud834"));
        Assert.Throws<FormatException>(() => JsonPath.Parse("$['\udd1e']"));
    }

    [Fact]
    public void A_long_path_through_a_deep_document_ends()
    {
        var path = JsonPath.Parse("$" + string.Concat(Enumerable.Repeat("[*]", 300)));

        Assert.Empty(path.Select(JsonElement.Parse(new string('[', 60) + new string(']', 60))));
    }

    [Fact]
    public void Whatever_is_written_is_read_or_refused()
    {
        var document = JsonElement.Parse(Store);
        var random = new Random(7);
        const string Letters = "$.[]*'\"\\:,-?@01aué \n\ud834\udd1e";
        for (var round = 0; round < 20_000; round++)
        {
            var text = "$" + string.Concat(Enumerable.Range(0, random.Next(12)).Select(_ => Letters[random.Next(Letters.Length)]));
            try
            {
                Assert.InRange(JsonPath.Parse(text).Select(document).Count, 0, 40);
            }
            catch (FormatException wrong)
            {
                Assert.Contains("(at character ", wrong.Message, StringComparison.Ordinal);
            }
        }
    }
}
