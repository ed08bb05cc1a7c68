using System.Text.RegularExpressions;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query;

namespace Waziup.Ngsi.Tests.Fuzz;

public sealed class PatternTests
{
    [Theory]
    [InlineData("^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$", "urn:uuid:01234567-89ab-cdef-0123-456789abcdef")]
    [InlineData("T:\\d{1,1000}", "urn:ngsi-ld:T:12")]
    [InlineData("(T|U):1{0001}", "urn:ngsi-ld:U:1")]
    [InlineData("", "urn:x:y")]
    public void A_reasonable_pattern_is_found_in_an_id(string pattern, string id)
    {
        Assert.True(Pattern.Parse("idPattern", pattern).Matches(id));
        Assert.False(Pattern.Parse("idPattern", pattern + "$.").Matches(id));
    }

    [Theory]
    [InlineData("a**")]
    [InlineData("(")]
    [InlineData("(a)\\1")]
    [InlineData("(?=a)")]
    [InlineData("n{999999999}")]
    [InlineData("n{1,1001}")]
    [InlineData("n{2147483648,}")]
    [InlineData("(((a{100}){100}){100}){100}")]
    public void A_pattern_that_is_none_or_costs_too_much_is_refused(string pattern) =>
        Assert.EndsWith("/BadRequestData", Assert.Throws<NgsiLdException>(() => Pattern.Parse("idPattern", pattern)).Error.Type, StringComparison.Ordinal);

    [Fact]
    public void A_pattern_may_be_256_characters_long()
    {
        Assert.True(Pattern.Parse("idPattern", new string('a', Pattern.MaxLength)).Matches(new string('a', Pattern.MaxLength)));
        Assert.Throws<NgsiLdException>(() => Pattern.Parse("idPattern", new string('a', Pattern.MaxLength + 1)));
    }

    [Theory]
    [InlineData("", true)]
    [InlineData(".*", true)]
    [InlineData("urn:ngsi-ld:Tank:.*", true)]
    [InlineData("^urn:ngsi-ld:(Tank|Pond):[0-9]+$", true)]
    [InlineData("urn:x:[0-9a-f]{8}-[0-9a-f]{4}", true)]
    [InlineData("\\d\\.T", true)]
    [InlineData("a|b.*", true)]
    [InlineData("[0-9]+$", false)]
    [InlineData("^a.*b.*", false)]
    [InlineData("^a|b*c", false)]
    [InlineData("a*|b", false)]
    [InlineData("(a|b)*", false)]
    [InlineData("(ab){3}", false)]
    [InlineData("(a|a)(a|a)", false)]
    [InlineData("(?:a)", false)]
    [InlineData("(a)\\1", false)]
    [InlineData("[a-z-[x]]", false)]
    [InlineData("\\bT", false)]
    public void A_pattern_that_cannot_go_back_for_long_needs_no_automaton(string pattern, bool isSimple) => Assert.Equal(isSimple, PatternCost.IsSimple(pattern));

    [Fact]
    public void Both_ways_find_the_same()
    {
        var random = new Random(7);
        var simple = 0;
        for (var i = 0; i < 3000; i++)
        {
            var pattern = Text(random, "ab:.*+?[a]|()^${2}\\d1", 9);
            if (!PatternCost.IsSimple(pattern) || Parsed(pattern) is not { } parsed)
                continue;
            simple++;
            var automaton = new Regex(pattern, RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);
            for (var j = 0; j < 20; j++)
            {
                var text = Text(random, "aab1:", 12);
                Assert.True(automaton.IsMatch(text) == parsed.Matches(text), $"{pattern} in {text}");
            }
        }
        Assert.InRange(simple, 100, 3000);
    }

    [Fact]
    public void Of_many_automata_those_are_kept_that_were_used_of_late()
    {
        var cache = new PatternCache(most: 4);
        var made = 0;

        foreach (var pattern in Enumerable.Range(0, 100).Select(i => "a" + i).Append("a99").Append("a98").Append("a0"))
            Assert.Matches(cache.Get(pattern, Make), pattern);

        Assert.Equal(101, made);

        Regex Make(string pattern)
        {
            made++;
            return new Regex(pattern);
        }
    }

    static Pattern? Parsed(string pattern)
    {
        try
        {
            return Pattern.Parse("idPattern", pattern);
        }
        catch (NgsiLdException)
        {
            return null;
        }
    }

    static string Text(Random random, string letters, int most) =>
        string.Concat(Enumerable.Range(0, random.Next(most)).Select(_ => letters[random.Next(letters.Length)]));
}
