namespace Waziup.Ngsi.AspNetCore.Tests.Federation;

/// <summary>Time passes though a source tells the same in the same bytes: what has expired is over (4.22).</summary>
public sealed class AskedAgainLaterTests
{
    private const string InAMinute = ",\"expiresAt\":\"2026-01-01T00:01:00Z\"";
    private const string Note = ",\"note\":{\"type\":\"Property\",\"value\":\"x\"" + InAMinute + "}";

    [Fact]
    public async Task A_registration_that_expires_is_over_for_what_was_asked_before_too()
    {
        await using var warm = await Warm.StartAsync(more: InAMinute);
        Assert.Equal(("1=1,2=2", "1=1"), (await warm.KnowAsync(Warm.All), await warm.KnowAsync(Warm.One)));
        warm.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal(("1=1,2=2", "1=1"), (await warm.AskAsync(Warm.All), await warm.AskAsync(Warm.One)));

        warm.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(("", "404"), (await warm.AskAsync(Warm.All), await warm.AskAsync(Warm.One)));
    }

    [Theory]
    [InlineData("", "1=1,2=2", "2=2", "404")]
    [InlineData("&q=level==1", "1=1", "", "404")]
    [InlineData("&attrs=level", "1=1,2=2", "2=2", "404")]
    [InlineData("&pick=id", "1=,2=", "2=", "404")]
    [InlineData("&count=true", "1=1,2=2", "2=2", "404")]
    [InlineData("&limit=1", "1=1", "2=2", "404")]
    public async Task An_entity_that_expires_is_shown_no_longer(string query, string before, string after, string one) =>
        await CheckAsync(Warm.Tank(1, 1, InAMinute), query, before, after, one);

    [Theory]
    [InlineData("", "1=1,2=2", "1=,2=2", "1=")]
    [InlineData("&q=level==1", "1=1", "", "1=")]
    [InlineData("&q=!level", "", "1=", "1=")]
    [InlineData("&attrs=level", "1=1,2=2", "2=2", "1=")]
    [InlineData("&options=keyValues", "1=1,2=2", "1=,2=2", "1=")]
    [InlineData("&options=sysAttrs", "1=1,2=2", "1=,2=2", "1=")]
    [InlineData("&count=true", "1=1,2=2", "1=,2=2", "1=")]
    public async Task An_attribute_that_expires_is_shown_no_longer(string query, string before, string after, string one) =>
        await CheckAsync(
            $$$"""{"id":"urn:ngsi-ld:Tank:1","type":"Tank","level":{"type":"Property","value":1{{{InAMinute}}}},"colour":"red"}""", query, before, after, one);

    [Theory]
    [InlineData("", "1=1,2=2", "1=1,2=2")]
    [InlineData("&options=concise", "1=1,2=2", "1=1,2=2")]
    [InlineData("&q=level.note==\"x\"", "1=1", "")]
    [InlineData("&q=level.note", "1=1", "")]
    [InlineData("&q=!level.note", "2=2", "1=1,2=2")]
    [InlineData("&q=level.note==\"x\"&count=true", "1=1", "")]
    public async Task An_attribute_of_an_attribute_that_expires_counts_no_longer(string query, string before, string after) =>
        await CheckAsync(
            $$$"""{"id":"urn:ngsi-ld:Tank:1","type":"Tank","level":{"type":"Property","value":1{{{Note}}}}}""", query, before, after, "1=1");

    private static async Task CheckAsync(string told, string query, string before, string after, string one)
    {
        await using var warm = await Warm.StartAsync([told, Warm.Tank(2, 2)]);
        var path = Warm.All + query.Replace("\"", "%22", StringComparison.Ordinal);
        Assert.Equal((before, "1=1"), (await warm.KnowAsync(path), await warm.KnowAsync(Warm.One)));
        warm.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal((before, "1=1"), (await warm.AskAsync(path), await warm.AskAsync(Warm.One)));

        warm.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal((after, one), (await warm.AskAsync(path), await warm.AskAsync(Warm.One)));
        Assert.Equal((after, one), (await warm.KnowAsync(path), await warm.KnowAsync(Warm.One)));
    }
}
