using System.Text.Json.Nodes;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.AspNetCore.Tests.Access;

/// <summary>What a release may be; everything else is refused.</summary>
public sealed class ReleaseFormTests
{
    [Theory]
    [InlineData("""{"minUnits":2}""", "minUnits")]
    [InlineData("""{"minSamples":1}""", "minSamples")]
    [InlineData("""{"methods":["min"]}""", "min")]
    [InlineData("""{"methods":["avg","max"]}""", "max")]
    [InlineData("""{"methods":["sum"]}""", "sum")]
    [InlineData("""{"methods":["totalCount"]}""", "totalCount")]
    [InlineData("""{"methods":[]}""", "methods")]
    [InlineData("""{"epsilon":1}""", "epsilon")]
    [InlineData("""{"period":"PT7H"}""", "period")]
    [InlineData("""{"clamp":[5,5]}""", "clamp")]
    [InlineData("""{"clamp":[0,1,2]}""", "clamp")]
    [InlineData("""{"round":0}""", "round")]
    [InlineData("""{"group":{}}""", "group")]
    [InlineData("""{"group":{"scopeDepth":2,"by":"soil"}}""", "group")]
    [InlineData("""{"group":{"scopeDepth":0}}""", "scopeDepth")]
    [InlineData("""{"unit":null}""", "unit")]
    [InlineData("""{"attribute":"type"}""", "type")]
    [InlineData("""{"as":{"type":"VillageWell"}}""", "attribute")]
    [InlineData("""{"as":{"type":"A|B","attribute":"level"}}""", "type")]
    [InlineData("""{"as":{"type":"A","attribute":"level","id":"x"}}""", "id")]
    [InlineData("""{"minUnit":5}""", "minUnit")]
    public async Task What_cannot_be_released_is_refused(string release, string named)
    {
        await using var world = await PolicyWorld.StartAsync();

        var refused = await Assert.ThrowsAsync<NgsiLdException>(() => world.PutAsync(JsonNode.Parse(ReleaseWorld.PolicyOf(release))!));

        Assert.Equal(400, refused.Error.Status);
        Assert.Contains(named, refused.Error.Detail, StringComparison.Ordinal);
        Assert.Equal(1, await world.PutAsync(JsonNode.Parse(ReleaseWorld.PolicyOf("""{"methods":["avg"],"group":{"by":"soil"},"clamp":[-1.5,2],"round":0.1,"minUnits":3}"""))!));
    }

    [Theory]
    [InlineData("effect", "\"limit\"")]
    [InlineData("rights", """["read","update"]""")]
    [InlineData("entities", """{"type":"Well","q":"owner==$me"}""")]
    [InlineData("let", """{"mine":{"type":"Project","max":5}}""")]
    [InlineData("release", "5")]
    [InlineData("id", "\"urn:p:\"")]
    public async Task What_does_not_go_with_a_release_is_refused(string member, string value)
    {
        await using var world = await PolicyWorld.StartAsync();
        var policy = JsonNode.Parse(ReleaseWorld.PolicyOf())!;
        policy[member] = JsonNode.Parse(value);

        Assert.Equal(400, (await Assert.ThrowsAsync<NgsiLdException>(() => world.PutAsync(policy))).Error.Status);
    }
}
