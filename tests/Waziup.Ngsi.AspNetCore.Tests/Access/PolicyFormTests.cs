using System.Text.Json.Nodes;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.AspNetCore.Tests.Access;

/// <summary>What a policy may be: everything else is refused, since a typing error in a limit would open what it should close.</summary>
public sealed class PolicyFormTests
{
    private const string Good = """
        {"id":"urn:p:1","who":["authenticated"],"rights":["read"],"entities":{"type":"Plot"},"attributes":{"*":"show"}}
        """;

    [Theory]
    [InlineData("who", "[]")]
    [InlineData("who", "[\"somebody\"]")]
    [InlineData("who", "[\"role:\"]")]
    [InlineData("who", "\"anybody\"")]
    [InlineData("rights", "[\"see\"]")]
    [InlineData("rights", "[]")]
    [InlineData("effect", "\"deny\"")]
    [InlineData("effect", "\"override\"")]
    [InlineData("entities", "{\"typ\":\"Plot\"}")]
    [InlineData("entities", "{\"type\":\"\"}")]
    [InlineData("entities", "{\"q\":\"a==\"}")]
    [InlineData("entities", "{\"q\":\"a==$mine\"}")]
    [InlineData("entities", "{\"q\":\"a>$me\"}")]
    [InlineData("entities", "{\"q\":\"a==\\\"x\\\",$mine\"}")]
    [InlineData("entities", "{\"idPattern\":\"(\"}")]
    [InlineData("entities", "{\"id\":[\"no uri\"]}")]
    [InlineData("entities", "{\"geoQ\":{\"georel\":\"near\"}}")]
    [InlineData("attributes", "[]")]
    [InlineData("attributes", "{\"a\":\"shown\"}")]
    [InlineData("attributes", "{\"a\":{}}")]
    [InlineData("attributes", "{\"a\":{\"round\":0}}")]
    [InlineData("attributes", "{\"a\":{\"round\":-1}}")]
    [InlineData("attributes", "{\"a\":{\"round\":1,\"grid\":5}}")]
    [InlineData("attributes", "{\"a\":{\"grid\":1,\"unit\":\"CEL\"}}")]
    [InlineData("attributes", "{\"a\":{\"grid\":0}}")]
    [InlineData("attributes", "{\"a\":{\"pseudonym\":true}}")]
    [InlineData("attributes", "{\"a\":{\"generalise\":{\"exakt\":{}}}}")]
    [InlineData("attributes", "{\"a\":{\"aggregate\":{}}}")]
    [InlineData("attributes", "{\"a\":{\"time\":\"PT7H\"}}")]
    [InlineData("attributes", "{\"a.b\":{\"round\":1}}")]
    [InlineData("attributes", "{\"id\":\"hide\"}")]
    [InlineData("attributes", "{\"id\":{\"round\":1}}")]
    [InlineData("attributes", "{\"type\":\"hide\"}")]
    [InlineData("attributes", "{\"scope\":{\"depth\":0}}")]
    [InlineData("attributes", "{\"scope\":{\"depth\":1.5}}")]
    [InlineData("attributes", "{\"scope\":{\"depth\":1,\"time\":\"PT1H\"}}")]
    [InlineData("attributes", "{\"scope\":{\"round\":1}}")]
    [InlineData("attributes", "{\"a\":{\"depth\":1}}")]
    [InlineData("attributes", "{\"*\":{\"depth\":1}}")]
    [InlineData("attributes", "{\"id\":{\"depth\":1}}")]
    [InlineData("attributes", "{\"value\":\"show\",\"a b\":\"show\"}")]
    [InlineData("let", "{\"mine\":{\"type\":\"Project\"}}")]
    [InlineData("let", "{\"mine\":{\"type\":\"Project\",\"max\":10001}}")]
    [InlineData("from", "\"yesterday\"")]
    [InlineData("until", "\"2020-01-01\"")]
    [InlineData("purposes", "[]")]
    [InlineData("audience", "{\"rotate\":\"P1Y\"}")]
    [InlineData("audience", "{\"name\":\"x\",\"rotate\":\"soon\"}")]
    [InlineData("notify", "\"owner\"")]
    [InlineData("notify", "[\"owner\"]")]
    [InlineData("reason", "\"needed\"")]
    [InlineData("audit", "true")]
    [InlineData("audit", "\"changes\"")]
    [InlineData("cohort", "{\"k\":5}")]
    [InlineData("release", "{}")]
    [InlineData("limt", "1")]
    [InlineData("id", "\"urn:p:2\"")]
    public async Task What_is_malformed_or_not_known_is_refused(string member, string value)
    {
        await using var world = await PolicyWorld.StartAsync();
        var policy = JsonNode.Parse(Good)!;
        policy[member] = JsonNode.Parse(value);

        var refused = await Assert.ThrowsAsync<NgsiLdException>(() => world.Book.PutAsync(
            default, Ngsi.Access.Caller.Anonymous with { Subject = "eve", Roles = ["administrator"] }, "urn:p:1", policy, world.Broker.Broker.Terms.Default,
            TestContext.Current.CancellationToken).AsTask());

        Assert.Equal(400, refused.Error.Status);
    }

    [Theory]
    [InlineData("reason", "\"required\"")]
    [InlineData("purposes", "[\"research\"]")]
    public async Task A_limit_cannot_be_switched_off_by_what_a_request_says(string member, string value)
    {
        await using var world = await PolicyWorld.StartAsync();
        var policy = JsonNode.Parse(Good)!;
        (policy["effect"], policy[member]) = ("limit", JsonNode.Parse(value));

        Assert.Equal(400, (await Assert.ThrowsAsync<NgsiLdException>(() => world.PutAsync(policy))).Error.Status);
    }

    [Fact]
    public async Task A_policy_that_lacks_something_is_refused_too()
    {
        await using var world = await PolicyWorld.StartAsync();

        foreach (var member in new[] { "who", "rights", "entities", "attributes" })
        {
            var policy = JsonNode.Parse(Good)!.AsObject();
            policy.Remove(member);
            var refused = await Assert.ThrowsAsync<NgsiLdException>(() => world.PutAsync(policy));
            Assert.Contains(member, refused.Error.Detail, StringComparison.Ordinal);
        }
        Assert.Equal(1, await world.PutAsync(JsonNode.Parse(Good)!));
    }

    [Fact]
    public async Task Names_mean_what_they_meant_when_they_were_written()
    {
        await using var world = await PolicyWorld.StartAsync();
        await world.HoldAsync("""
            {"id":"urn:p:1","@context":{"Field":"https://example.org/Plot","wet":"https://example.org/moisture"},"who":["anybody"],"rights":["read"],
             "entities":{"type":"Field","q":"wet>5"},"attributes":{"wet":"show"}}
            """);
        const string Link = "Link: <https://example.org/c.jsonld>; rel=\"http://www.w3.org/ns/json-ld#context\"";
        world.Broker.Contexts["https://example.org/c.jsonld"] = """{"@context":{"Plot":"https://example.org/Plot","moisture":"https://example.org/moisture"}}""";
        await world.Broker.CreateAsync("""{"id":"urn:p:1","type":"Plot","moisture":7,"other":1}""", PolicyWorld.Root, Link);
        await world.Broker.CreateAsync("""{"id":"urn:p:2","type":"Plot","moisture":3}""", PolicyWorld.Root, Link);

        var seen = await world.Broker.GetAsync("/entities?type=Plot&options=keyValues", Link);

        Assert.Equal("""[{"id":"urn:p:1","type":"Plot","moisture":7}]""", seen.Body);
    }
}
