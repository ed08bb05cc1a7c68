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
        Assert.Matches(Pattern.Parse("idPattern", pattern), id);
        Assert.DoesNotMatch(Pattern.Parse("idPattern", pattern + "$."), id);
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
        Assert.Matches(Pattern.Parse("idPattern", new string('a', Pattern.MaxLength)), new string('a', Pattern.MaxLength));
        Assert.Throws<NgsiLdException>(() => Pattern.Parse("idPattern", new string('a', Pattern.MaxLength + 1)));
    }
}
