using System.Text.Json.Nodes;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.AspNetCore.Tests.Access;

/// <summary>What a cohort may be.</summary>
public sealed class CohortFormTests
{
    private const string Good = """
        {"id":"urn:p:1","who":["authenticated"],"rights":["read"],"entities":{"type":"Plot"},
         "attributes":{"location":{"grid":1000},"crop":{"generalise":{"exact":{"rice":"cereal"}}},"owner":{"pseudonym":{}},"phone":"hide","scope":"show"},
         "cohort":{"k":5,"by":["location","crop","owner","scope"],"unit":"owner","refresh":"P1D"}}
        """;

    [Theory]
    [InlineData("cohort", "5")]
    [InlineData("cohort", """{"k":5}""")]
    [InlineData("cohort", """{"k":5,"by":["location"]}""")]
    [InlineData("cohort", """{"by":["location"],"unit":"owner"}""")]
    [InlineData("cohort", """{"k":1,"by":["location"],"unit":"owner"}""")]
    [InlineData("cohort", """{"k":1001,"by":["location"],"unit":"owner"}""")]
    [InlineData("cohort", """{"k":2.5,"by":["location"],"unit":"owner"}""")]
    [InlineData("cohort", """{"k":"5","by":["location"],"unit":"owner"}""")]
    [InlineData("cohort", """{"k":5,"by":[],"unit":"owner"}""")]
    [InlineData("cohort", """{"k":5,"by":"location","unit":"owner"}""")]
    [InlineData("cohort", """{"k":5,"by":["phone"],"unit":"owner"}""")]
    [InlineData("cohort", """{"k":5,"by":["level"],"unit":"owner"}""")]
    [InlineData("cohort", """{"k":5,"by":["id"],"unit":"owner"}""")]
    [InlineData("cohort", """{"k":5,"by":["a b"],"unit":"owner"}""")]
    [InlineData("cohort", """{"k":5,"by":["location"],"unit":"a b"}""")]
    [InlineData("cohort", """{"k":5,"by":["location"],"unit":"owner","refresh":"PT59M"}""")]
    [InlineData("cohort", """{"k":5,"by":["location"],"unit":"owner","refresh":"daily"}""")]
    [InlineData("cohort", """{"k":5,"by":["location"],"unit":"owner","l":2}""")]
    [InlineData("effect", "\"limit\"")]
    [InlineData("rights", """["update","create"]""")]
    [InlineData("entities", """{"type":"Plot","q":"owner==$me"}""")]
    [InlineData("let", """{"mine":{"type":"Project","max":10}}""")]
    public async Task What_is_no_cohort_is_refused(string member, string value)
    {
        await using var world = await PolicyWorld.StartAsync();
        var policy = JsonNode.Parse(Good)!;
        policy[member] = JsonNode.Parse(value);

        var refused = (await Assert.ThrowsAsync<NgsiLdException>(() => world.PutAsync(policy))).Error;

        Assert.Equal(400, refused.Status);
        Assert.Contains("ohort", refused.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_override_has_none()
    {
        await using var world = await PolicyWorld.StartAsync();
        var policy = JsonNode.Parse(Good)!;
        (policy["effect"], policy["until"], policy["audit"], policy["reason"], policy["notify"]) = ("override", "2030-01-01T00:00:00Z", "each", "required", "owner");

        Assert.Contains("cohort", (await Assert.ThrowsAsync<NgsiLdException>(() => world.PutAsync(policy))).Error.Detail, StringComparison.Ordinal);
        policy.AsObject().Remove("cohort");
        Assert.Equal(1, await world.PutAsync(policy));
    }

    [Fact]
    public async Task By_has_eight_names_at_most()
    {
        await using var world = await PolicyWorld.StartAsync();
        var policy = JsonNode.Parse(Good)!;
        policy["attributes"] = new JsonObject { ["*"] = "show" };
        JsonArray Names(int count) => [.. Enumerable.Range(1, count).Select(i => (JsonNode)$"a{i}")];

        policy["cohort"]!["by"] = Names(9);
        Assert.Equal(400, (await Assert.ThrowsAsync<NgsiLdException>(() => world.PutAsync(policy))).Error.Status);
        policy["cohort"]!["by"] = Names(8);
        Assert.Equal(1, await world.PutAsync(policy));
    }

    [Theory]
    [InlineData("cohort", """{"k":2,"by":["location"],"unit":"farmName"}""")]
    [InlineData("cohort", """{"k":1000,"by":["location","crop","location"],"unit":"owner","refresh":"PT1H"}""")]
    [InlineData("cohort", """{"k":5,"by":["location"],"unit":"phone","refresh":"P1M"}""")]
    [InlineData("rights", """["history","subscribe","update"]""")]
    public async Task What_is_one_is_kept(string member, string value)
    {
        await using var world = await PolicyWorld.StartAsync();
        var policy = JsonNode.Parse(Good)!;
        Assert.Equal(1, await world.PutAsync(policy));
        policy[member] = JsonNode.Parse(value);

        Assert.Equal(2, await world.PutAsync(policy));
    }
}
