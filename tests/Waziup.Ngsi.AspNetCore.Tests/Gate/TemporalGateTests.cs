using Waziup.Ngsi.AspNetCore.Tests.Query;

namespace Waziup.Ngsi.AspNetCore.Tests.Gate;

/// <summary>What is hidden was never there either, whatever is asked about the past.</summary>
public sealed class TemporalGateTests
{
    private const string All = "/temporal/entities?local=true&limit=10&timerel=before&timeAt=2030-01-01T00:00:00Z&";

    [Theory]
    [InlineData("q=secret==\"s3cr3t09\"", "", "1,2,3")]
    [InlineData("q=secret>424241", "", "1,2,3")]
    [InlineData("q=level==10;!secret", "1,2", "")]
    [InlineData("q=half.s3cr3tSub==1", "", "1,9,3")]
    [InlineData("attrs=secret", "", "1,2,3")]
    [InlineData("attrs=half", "", "1,9,3")]
    [InlineData("datasetId=urn:d:s", "1,2", "1,9,2,3")]
    [InlineData("scopeQ=/hidden/scope/old", "", "1,9,3")]
    [InlineData("geoproperty=half&georel=near;maxDistance==9&geometry=Point&coordinates=[1,2]", "", "1,9,3")]
    [InlineData("type=Hidden", "", "9")]
    [InlineData("type=Hidden&timeproperty=deletedAt", "", "9,8")]
    [InlineData("type=Tank", "1,2", "1,9,2,3")]
    [InlineData("type=Tank&timeproperty=createdAt", "1,2,3", "1,9,2,3,8")]
    public async Task What_is_hidden_is_not_found(string query, string seen, string known)
    {
        await using var world = await World.StartAsync(withSecrets: true);
        var path = All + Found.Escaped(query);

        Assert.Equal(seen, Numbers(await world.AskAsync(new Probe("GET ", path))));
        Assert.Equal(known, Numbers(await world.AskAsync(new Probe("GET ", path, null, SecretPolicy.Root))));
    }

    [Theory]
    [InlineData("Tank:1", "level,private,serial", "half,level,private,scope,secret,serial")]
    [InlineData("Tank:2", "half,level", "half,level,secret")]
    [InlineData("Tank:3", "level,private", "half,level,private,scope,secret")]
    public async Task What_is_not_hidden_is_shown_also_of_what_was_deleted(string id, string seen, string known)
    {
        await using var world = await World.StartAsync(withSecrets: true);
        var path = $"/temporal/entities/urn:ngsi-ld:{id}?lastN=1";

        Assert.Equal(seen, Names(await world.AskAsync(new Probe("GET ", path))));
        Assert.Equal(known, Names(await world.AskAsync(new Probe("GET ", path, null, SecretPolicy.Root))));
    }

    [Fact]
    public async Task An_answer_is_not_cut_for_what_is_hidden_in_it()
    {
        await using var world = await World.StartAsync(withSecrets: true);
        const string Path = "/temporal/entities/urn:ngsi-ld:Tank:1?options=sysAttrs";

        var seen = await world.AskAsync(new Probe("GET ", Path));
        var known = await world.AskAsync(new Probe("GET ", Path, null, SecretPolicy.Root));

        Assert.Equal((200, null), (seen.Status, seen["Content-Range"]));
        Assert.Equal("1,10,12", string.Join(',', seen.Json["level"]!.AsArray().Select(instance => (int)instance!["value"]!).Order()));
        Assert.Equal(206, known.Status);
    }

    private static string Numbers(Answer answer)
    {
        Assert.True(answer.Status is 200 or 206, $"{answer.Status} {answer.Body}");
        return string.Join(',', answer.Json.AsArray().Select(entity => ((string)entity!["id"]!).Split(':')[^1]));
    }

    private static string Names(Answer answer)
    {
        Assert.True(answer.Status is 200 or 206, $"{answer.Status} {answer.Body}");
        return string.Join(',', answer.Json.AsObject().Select(member => member.Key).Where(name => name is not ("id" or "type")).Order(StringComparer.Ordinal));
    }
}
