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
    [InlineData("""{"epsilon":1}""", "epsilon needs clamp")]
    [InlineData("""{"epsilon":0,"clamp":[0,1]}""", "/release/epsilon is a number of thousandths")]
    [InlineData("""{"epsilon":0.0005,"clamp":[0,1]}""", "/release/epsilon is a number of thousandths")]
    [InlineData("""{"epsilon":1001,"clamp":[0,1]}""", "/release/epsilon is a number of thousandths")]
    [InlineData("""{"epsilon":"1","clamp":[0,1]}""", "/release/epsilon is a number of thousandths")]
    [InlineData("""{"epsilon":null,"clamp":[0,1]}""", "/release/epsilon is a number of thousandths")]
    [InlineData("""{"epsilon":1,"clamp":[1,0]}""", "clamp")]
    [InlineData("""{"epsilon":1,"clamp":[0,1e16]}""", "/release/clamp is [least, greatest], from -10^15")]
    [InlineData("""{"epsilon":1,"clamp":[0,1],"minSamples":20}""", "minSamples does not go with epsilon")]
    [InlineData("""{"epsilon":1,"clamp":[0,1],"methods":["avg","sum"]}""", "'sum' is not offered")]
    [InlineData("""{"epsilon":1,"clamp":[0,1],"methods":["totalCount"],"as":{"type":"A","attribute":"a","totalCount":"b"}}""", "has avg")]
    [InlineData("""{"epsilon":1,"clamp":[0,1],"methods":["avg","totalCount"]}""", "/release/as/totalCount")]
    [InlineData("""{"epsilon":1,"clamp":[0,1],"methods":["avg","totalCount"],"as":{"type":"A","attribute":"a","totalCount":"a"}}""", "/release/as/totalCount")]
    [InlineData("""{"epsilon":1,"clamp":[0,1],"as":{"type":"A","attribute":"a","totalCount":"b"}}""", "/release/as/totalCount")]
    [InlineData("""{"methods":["avg","totalCount"],"as":{"type":"A","attribute":"a","totalCount":"b"}}""", "totalCount goes with epsilon")]
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
