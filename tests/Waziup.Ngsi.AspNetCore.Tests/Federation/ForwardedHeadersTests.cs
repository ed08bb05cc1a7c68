using System.Text;
using Waziup.Ngsi.Federation;

namespace Waziup.Ngsi.AspNetCore.Tests.Federation;

/// <summary>What goes to a source beside the request itself (6.3.19, 4.3.6.5, 4.3.6.6).</summary>
public sealed class ForwardedHeadersTests
{
    private const string One = "/entities/urn:ngsi-ld:Tank:1";

    [Fact]
    public async Task Pairs_of_the_registration_are_headers()
    {
        var call = await AskAsync("[{\"key\":\"X-Farm\",\"value\":\"a b\"},{\"key\":\"Authorization\",\"value\":\"Bearer own\"}]");

        Assert.Equal("a b", call.Header("X-Farm"));
        Assert.Equal("Bearer own", call.Header("Authorization"));
        Assert.Null(call.Header("X-Client"));
    }

    [Fact]
    public async Task A_header_of_the_request_is_copied_where_the_registration_says_so()
    {
        const string Pairs = "[{\"key\":\"X-Farm\",\"value\":\"urn:ngsi-ld:request\"},{\"key\":\"X-Absent\",\"value\":\"urn:ngsi-ld:request\"}]";

        var call = await AskAsync(Pairs, "X-Farm: east", "X-Other: west", "Authorization: Bearer client", "Cookie: a=b");

        Assert.Equal("east", call.Header("X-Farm"));
        Assert.All(["X-Absent", "X-Other", "Authorization", "Cookie"], name => Assert.Null(call.Header(name)));
        Assert.DoesNotContain(call.Headers, pair => pair.Value.Contains("urn:ngsi-ld:request", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Authorization")]
    [InlineData("authorization")]
    [InlineData("Cookie")]
    [InlineData("X-API-Key")]
    [InlineData("X-Auth-Token")]
    [InlineData("Proxy-Authorization")]
    public async Task Credentials_are_copied_to_those_alone_whom_the_operator_trusts(string name)
    {
        var pairs = $$"""[{"key":"{{name}}","value":"urn:ngsi-ld:request"}]""";

        var strange = await AskAsync(pairs, $"{name}: s3cr3t");
        var trusted = await AskAsync(pairs, options => options.TrustedOrigins.Add("http://back"), $"{name}: s3cr3t");
        var other = await AskAsync(pairs, options => options.TrustedOrigins.Add("http://back:8080"), $"{name}: s3cr3t");

        Assert.Null(strange.Header(name));
        Assert.Equal("s3cr3t", trusted.Header(name));
        Assert.Null(other.Header(name));
    }

    [Theory]
    [InlineData("Via")]
    [InlineData("via")]
    [InlineData("Content-Length")]
    [InlineData("Host")]
    [InlineData("NGSILD-Tenant")]
    [InlineData("Connection")]
    [InlineData("Transfer-Encoding")]
    [InlineData("Upgrade")]
    [InlineData("TE")]
    [InlineData("Keep-Alive")]
    [InlineData("Trailer")]
    public async Task What_the_connection_and_the_broker_decide_is_not_the_registrations_to_set(string name)
    {
        var call = await AskAsync($$"""[{"key":"{{name}}","value":"evil"}]""");

        Assert.DoesNotContain(call.Headers, pair => pair.Value == "evil");
        Assert.Single(call.Headers, pair => pair.Key == "Via");
    }

    [Fact]
    public async Task Only_the_registration_names_the_tenant_of_the_source()
    {
        var network = new Network();
        await using var broker = await TestBroker.StartAsync(source: network);
        Assert.Equal(201, (await broker.PostAsync("/csourceRegistrations", Registered.Body("with", more: ",\"tenant\":\"east\""), "NGSILD-Tenant: farm")).Status);
        Assert.Equal(201, (await broker.PostAsync("/csourceRegistrations", Registered.Body("without"), "NGSILD-Tenant: farm")).Status);

        await broker.GetAsync(One, "NGSILD-Tenant: farm");

        Assert.Equal("east", Assert.Single(network.To("with")).Header("NGSILD-Tenant"));
        Assert.Null(Assert.Single(network.To("without")).Header("NGSILD-Tenant"));
    }

    [Fact]
    public async Task With_no_context_none_is_named()
    {
        var call = await AskAsync("[{\"key\":\"X-Farm\",\"value\":\"a\"}]");

        Assert.Null(call.Header("Link"));
        Assert.Contains("type=Tank", call.Uri.Query, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Answers_are_asked_for_in_the_form_that_the_registration_says()
    {
        var call = await AskAsync("[{\"key\":\"accept\",\"value\":\"application/ld+json\"}]");

        Assert.Equal("application/ld+json", call.Header("Accept"));
        Assert.Single(call.Headers, pair => pair.Key.Equals("accept", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task A_source_that_is_to_ask_nobody_is_told()
    {
        var network = new Network();
        await using var broker = await TestBroker.StartAsync(source: network);
        network.Answers("back", 204);
        network.Answers("other", 204);
        await broker.RegisterAsync("back", more: ",\"management\":{\"localOnly\":true}");
        await broker.RegisterAsync("other");

        await broker.GetAsync(One);
        await broker.GetAsync("/entities?type=Tank");
        await broker.CreateAsync(Samples.Tank(1));
        (await broker.PostAsync("/entityOperations/upsert", $"[{Samples.Tank(1)}]")).IsBare(204);

        Assert.Equal((4, 4), (network.To("back").Count, network.To("other").Count));
        Assert.All(network.To("back"), call => Assert.Contains("local=true", call.Uri.Query, StringComparison.Ordinal));
        Assert.All(network.To("other"), call => Assert.DoesNotContain("local", call.Uri.Query, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(200, 200)]
    [InlineData(60000, 5000)]
    [InlineData(0, 5000)]
    public async Task A_source_gets_the_time_that_its_registration_allows_and_no_more_than_the_broker_does(int registered, int expected)
    {
        var network = new Network();
        await using var broker = await TestBroker.StartAsync(source: network);
        await broker.RegisterAsync("back", more: registered == 0 ? "" : $$""","management":{"timeout":{{registered}}}""");

        await broker.GetAsync(One);

        Assert.Equal(TimeSpan.FromMilliseconds(expected), Assert.Single(network.Calls).Timeout);
    }

    [Fact]
    public async Task A_read_has_no_body()
    {
        var call = await AskAsync("[{\"key\":\"contentType\",\"value\":\"application/ld+json\"}]");

        Assert.Null(call.ContentType);
        Assert.True(call.Body.IsEmpty);
    }

    [Fact]
    public async Task Warnings_of_sources_behind_a_source_are_passed_on()
    {
        var network = new Network();
        await using var broker = await TestBroker.StartAsync(source: network);
        network.Answers("back", _ => new RemoteReply(RemoteResult.Answered, 200, Encoding.UTF8.GetBytes(Samples.Tank(1))) { Warnings = ["199 farther \"no answer in time\""] });
        await broker.RegisterAsync("back");

        var answer = await broker.GetAsync(One);

        Assert.Equal("199 farther \"no answer in time\"", answer["NGSILD-Warning"]);
    }

    [Theory]
    [InlineData("199 farther \"a\r\nX-Evil: 1\"")]
    [InlineData("199 farther \"é\u0001\"")]
    public async Task A_warning_that_cannot_be_a_header_does_no_harm(string warning)
    {
        var network = new Network();
        await using var broker = await TestBroker.StartAsync(source: network);
        network.Answers("back", _ => new RemoteReply(RemoteResult.Answered, 200, Encoding.UTF8.GetBytes(Samples.Tank(1))) { Warnings = [warning] });
        await broker.RegisterAsync("back");

        var answer = await broker.GetAsync(One);

        Assert.Equal(200, answer.Status);
        Assert.Null(answer["X-Evil"]);
    }

    private static Task<RemoteCall> AskAsync(string pairs, params string[] headers) => AskAsync(pairs, _ => { }, headers);

    /// <summary>What goes to a source of whose registration these are contextSourceInfo.</summary>
    private static async Task<RemoteCall> AskAsync(string pairs, Action<FederationOptions> options, params string[] headers)
    {
        var network = new Network();
        await using var broker = await TestBroker.StartAsync(source: network, options: all => options(all.Federation));
        await broker.RegisterAsync("back", more: ",\"contextSourceInfo\":" + pairs);
        await broker.GetAsync(One, headers);
        return Assert.Single(network.Calls);
    }
}
