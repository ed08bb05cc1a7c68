using System.Text.Json;
using Waziup.Ngsi.Sensors.Providers;
using Waziup.Ngsi.Sensors.Registry;

namespace Waziup.Ngsi.Sensors.Tests.Providers;

/// <summary>What is wrong with a provider is told with its place, and what is secret in it is not shown.</summary>
public sealed class ProviderFormTests
{
    const string Whole = """
        {"name":"Weather","enabled":false,"url":"https://api.example.org/v1/{place}?units=metric&appid={key}","secrets":{"key":"s3cr&t","place":"a/b"},
         "headers":{"Authorization":"Bearer hush","User-Agent":"farm (a@example.org)"},"every":"PT1H","device":"station 1",
         "rows":"$.list[*]","values":{"t":"$.main.temp","rain":"$.rain['1h']"},"time":{"path":"$.dt","as":"seconds"} }
        """;

    [Fact]
    public void A_provider_is_asked_with_what_is_secret_and_shown_without()
    {
        var (provider, problems) = Read(Whole);
        var shown = ProviderForm.Entity("urn:ngsi-ld:Provider:p", JsonElement.Parse(Whole)).ToJsonString();

        Assert.Empty(problems);
        Assert.Equal("https://api.example.org/v1/a%2Fb?units=metric&appid=s3cr%26t", provider!.Url.AbsoluteUri);
        Assert.Equal(["Authorization=Bearer hush", "User-Agent=farm (a@example.org)"], provider.Headers.Select(header => $"{header.Key}={header.Value}"));
        Assert.Equal((TimeSpan.FromHours(1), "station 1", false, "t rain", TimeNotation.Seconds),
            (provider.Every, provider.Device, provider.Enabled, string.Join(' ', provider.Mapping.Values.Select(value => value.Sensor)), provider.Mapping.Notation));
        Assert.All(["s3cr", "hush", "example.org)"], secret => Assert.DoesNotContain(secret, shown, StringComparison.Ordinal));
        Assert.All(["appid={key}", "Authorization", "urn:ngsi-ld:Device:station%201", "$.main.temp"], text => Assert.Contains(text, shown, StringComparison.Ordinal));
    }

    [Fact]
    public void What_is_not_said_is_as_usual()
    {
        var (provider, problems) = Read("""{"url":"http://example.org/x","device":"d","values":{"t":"$.v"}}""");

        Assert.Empty(problems);
        Assert.Equal((TimeSpan.FromMinutes(10), true, (JsonPath?)null), (provider!.Every, provider.Enabled, provider.Mapping.Time));
    }

    [Theory]
    [InlineData("[]", "")]
    [InlineData("{}", "/url", "/device", "/values")]
    [InlineData("""{"url":"ftp://example.org","device":"d","values":{"t":"$"}}""", "/url")]
    [InlineData("""{"url":"/data","device":"d","values":{"t":"$"}}""", "/url")]
    [InlineData("""{"url":"file:///etc/passwd","device":"d","values":{"t":"$"}}""", "/url")]
    [InlineData("""{"url":"https://a:b@example.org","device":"d","values":{"t":"$"}}""", "/url")]
    [InlineData("""{"url":"https://example.org#x","device":"d","values":{"t":"$"}}""", "/url")]
    [InlineData("""{"url":"https://example.org/a b","device":"d","values":{"t":"$"}}""", "/url")]
    [InlineData("""{"url":"https://example.org?{key}","device":"d","values":{"t":"$"}}""", "/url")]
    [InlineData("""{"url":"https://{key}.example.org","secrets":{"key":"x"},"device":"d","values":{"t":"$"}}""", "/url")]
    [InlineData("""{"url":"https://{key}/","secrets":{"key":"x"},"device":"d","values":{"t":"$"}}""", "/url")]
    [InlineData("""{"url":"https://example.org:{key}/","secrets":{"key":"80"},"device":"d","values":{"t":"$"}}""", "/url")]
    [InlineData("""{"url":"https://example.org?api_key=open","device":"d","values":{"t":"$"}}""", "/url")]
    [InlineData("""{"url":"https://example.org?x=1&token=open","device":"d","values":{"t":"$"}}""", "/url")]
    [InlineData("""{"url":"https://example.org","secrets":{"key":"x"},"device":"d","values":{"t":"$"}}""", "/secrets/key")]
    [InlineData("""{"url":"https://example.org","secrets":"x","device":"d","values":{"t":"$"}}""", "/secrets")]
    [InlineData("""{"url":"https://example.org","headers":{"A":1},"device":"d","values":{"t":"$"}}""", "/headers")]
    [InlineData("""{"url":"https://example.org","headers":{"A":"x\r\nB: y"},"device":"d","values":{"t":"$"}}""", "/headers")]
    [InlineData("""{"url":"https://example.org","headers":{"A b":"x"},"device":"d","values":{"t":"$"}}""", "/headers")]
    [InlineData("""{"url":"https://example.org","headers":{"host":"x"},"device":"d","values":{"t":"$"}}""", "/headers")]
    [InlineData("""{"url":"https://example.org","headers":{"if-none-match":"x"},"device":"d","values":{"t":"$"}}""", "/headers")]
    [InlineData("""{"url":"https://example.org","every":"PT9S","device":"d","values":{"t":"$"}}""", "/every")]
    [InlineData("""{"url":"https://example.org","every":"P32D","device":"d","values":{"t":"$"}}""", "/every")]
    [InlineData("""{"url":"https://example.org","every":"P1M","device":"d","values":{"t":"$"}}""", "/every")]
    [InlineData("""{"url":"https://example.org","every":"P999999999D","device":"d","values":{"t":"$"}}""", "/every")]
    [InlineData("""{"url":"https://example.org","every":600,"device":"d","values":{"t":"$"}}""", "/every")]
    [InlineData("""{"url":"https://example.org","device":7,"values":{"t":"$"}}""", "/device")]
    [InlineData("""{"url":"https://example.org","device":"d","rows":"list","values":{"t":"$"}}""", "/rows")]
    [InlineData("""{"url":"https://example.org","device":"d","values":{}}""", "/values")]
    [InlineData("""{"url":"https://example.org","device":"d","values":["$.v"]}""", "/values", "/values")]
    [InlineData("""{"url":"https://example.org","device":"d","values":{"":"$"}}""", "/values")]
    [InlineData("""{"url":"https://example.org","device":"d","values":{"t":null}}""", "/values/t")]
    [InlineData("""{"url":"https://example.org","device":"d","values":{"t":7,"u":"$..x"}}""", "/values/t", "/values/u")]
    [InlineData("""{"url":"https://example.org","device":"d","values":{"t":"$"},"time":"at"}""", "/time")]
    [InlineData("""{"url":"https://example.org","device":"d","values":{"t":"$"},"time":{"as":"days"}}""", "/time/path", "/time/as")]
    [InlineData("""{"url":"https://example.org","device":"d","values":{"t":"$"},"time":{"path":"$.t","zone":"x"},"interval":1}""", "/time/zone", "/interval")]
    public void What_is_wrong_is_told_with_its_place(string document, params string[] places)
    {
        var (provider, problems) = Read(document);

        Assert.Null(provider);
        Assert.Equal(places, problems.Select(problem => problem.Pointer));
    }

    [Fact]
    public void A_path_that_is_not_read_is_told_with_the_place_in_it() =>
        Assert.Equal("This is no path that is read here: filters are not read here (at character 3).",
            Assert.Single(Read("""{"url":"https://example.org","device":"d","values":{"t":"$[?@.a]"}}""").Problems).Message);

    static (Provider? Provider, List<FormRemark> Problems) Read(string document)
    {
        var problems = new List<FormRemark>();
        return (ProviderForm.Read("urn:ngsi-ld:Provider:p", JsonElement.Parse(document), problems), problems);
    }
}
