namespace Waziup.Ngsi.AspNetCore.Tests.Federation;

/// <summary>What a registration that is taken comes to: what is asked of its source, and where (5.2.9, 4.3.6).</summary>
public sealed class RegistrationMeaningTests
{
    private const string All = "/csourceRegistrations";
    private const string Tank = "{\"type\":\"Tank\"}";

    [Theory]
    [InlineData("""[{"entities":[{"id":"urn:ngsi-ld:Tank:1"}]}]""")]
    [InlineData("""[{"entities":[{"idPattern":"^urn:.*"}]}]""")]
    [InlineData("""[{"propertyNames":["level"]}]""")]
    [InlineData("""[{"relationshipNames":["level"]}]""")]
    [InlineData("""[{"entities":[{"type":["Tank","Pump"]}]}]""")]
    [InlineData("""[{"entities":[{"type":"Pump"}]},{"entities":[{"type":"Tank"}]}]""")]
    public async Task Information_that_says_something_is_enough(string information)
    {
        var network = new Network();
        await using var broker = await TestBroker.StartAsync(source: network);
        network.Answers("back", 200, Samples.Tank(1));

        var answer = await broker.PostAsync(All, $$"""{"type":"ContextSourceRegistration","endpoint":"http://back","information":{{information}}}""");

        Assert.True(answer.Status == 201, answer.Body);
        Assert.Equal(200, (await broker.GetAsync("/entities/urn:ngsi-ld:Tank:1?type=Tank&attrs=level")).Status);
        Assert.Single(network.Calls);
    }

    [Fact]
    public async Task An_auxiliary_source_that_does_not_say_what_it_can_is_read()
    {
        var network = new Network();
        await using var broker = await TestBroker.StartAsync(source: network);
        network.Answers("back", 200, Samples.Tank(1));
        Assert.Equal(201, (await broker.PostAsync(All, $$"""
            {"type":"ContextSourceRegistration","mode":"auxiliary","endpoint":"http://back","information":[{"entities":[{{Tank}}]}]}
            """)).Status);

        Assert.Equal(200, (await broker.GetAsync("/entities/urn:ngsi-ld:Tank:1")).Status);
        await broker.CreateAsync(Samples.Tank(2));

        Assert.Equal("GET", Assert.Single(network.Calls).Method);
    }

    [Fact]
    public async Task Who_says_nothing_of_mode_and_operations_has_an_inclusive_one_that_is_read()
    {
        var network = new Network();
        await using var broker = await TestBroker.StartAsync(source: network);
        network.Answers("back", 200, Samples.Tank(1, ",\"owner\":{\"type\":\"Property\",\"value\":\"Ama\"}"));
        await broker.CreateAsync(Samples.Tank(1));
        Assert.Equal(201, (await broker.PostAsync(All, $$"""
            {"type":"ContextSourceRegistration","endpoint":"http://back","information":[{"entities":[{{Tank}}]}]}
            """)).Status);

        Assert.Equal("Ama", (string?)(await broker.GetAsync("/entities/urn:ngsi-ld:Tank:1")).Json["owner"]!["value"]);
        (await broker.PatchAsync("/entities/urn:ngsi-ld:Tank:1/attrs", """{"level":{"type":"Property","value":5}}""")).IsBare(204);

        Assert.Equal("GET", Assert.Single(network.Calls).Method);
    }

    [Theory]
    [InlineData("http://back")]
    [InlineData("http://back/")]
    [InlineData("http://back/ngsi-ld/v1")]
    [InlineData("http://back/ngsi-ld/v1/")]
    public async Task An_endpoint_is_taken_with_and_without_the_root_of_the_api(string endpoint)
    {
        var network = new Network();
        await using var broker = await TestBroker.StartAsync(source: network);
        Assert.Equal(201, (await broker.PostAsync(All, Registered.Body("back").Replace("http://back", endpoint, StringComparison.Ordinal))).Status);

        await broker.GetAsync("/entities/urn:ngsi-ld:Tank:1");

        Assert.StartsWith("http://back/ngsi-ld/v1/entities/", Assert.Single(network.Calls).Uri.AbsoluteUri, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_endpoint_may_lie_below_a_path()
    {
        var network = new Network();
        await using var broker = await TestBroker.StartAsync(source: network);
        Assert.Equal(201, (await broker.PostAsync(All, Registered.Body("back").Replace("http://back", "https://back:1026/a/b", StringComparison.Ordinal))).Status);

        await broker.GetAsync("/entities/urn:ngsi-ld:Tank:1");

        Assert.StartsWith("https://back:1026/a/b/ngsi-ld/v1/entities/", Assert.Single(network.Calls).Uri.AbsoluteUri, StringComparison.Ordinal);
    }
}
