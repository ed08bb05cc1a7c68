using Waziup.Ngsi.AspNetCore.Tests.Query;

namespace Waziup.Ngsi.AspNetCore.Tests.Gate.Disclosed;

/// <summary>Pages and counts are made of what is shown, and have no gaps where something is hidden (POLICIES 4, rows 7, 8 and 10).</summary>
public sealed class LeakPageTests
{
    [Theory]
    [InlineData("type=Reading", 4)]
    [InlineData("type=Reading&orderBy=numValue", 4)]
    [InlineData("type=Reading&orderBy=numValue;desc", 4)]
    [InlineData("type=Reading&q=numValue==20", 3)]
    [InlineData("type=Reading&q=numValue>=20&orderBy=label", 4)]
    [InlineData("type=Reading&q=crop==\"cereal\"", 4)]
    [InlineData("type=Private,Vault,Reading", 5)]
    [InlineData("local=true", 6)]
    [InlineData("type=Person", 1)]
    public async Task Row_8_Pages_of_one_are_the_list_of_all_and_none_of_them_is_short(string query, int count)
    {
        await using var broker = await StartAsync(withSecrets: true);
        var all = await broker.GetAsync($"/entities?{Found.Escaped(query)}&limit=1000&count=true");
        Assert.Equal((count, $"{count}"), (all.Json.AsArray().Count, all["NGSILD-Results-Count"]));

        var found = new List<string>();
        var page = await broker.GetAsync($"/entities?{Found.Escaped(query)}&limit=1&count=true");
        while (true)
        {
            Assert.Equal($"{count}", page["NGSILD-Results-Count"]);
            found.Add(Assert.Single(page.Json.AsArray())!.ToJsonString());
            if (page.Link("next") is null)
                break;
            page = await broker.GetAsync(page.Target("next"));
        }

        Assert.Equal(all.Json.AsArray().Select(entity => entity!.ToJsonString()), found);
        for (var offset = 0; offset < count + 2; offset++)
        {
            var at = await broker.GetAsync($"/entities?{Found.Escaped(query)}&limit=1&offset={offset}");
            Assert.Equal(found.Skip(offset).Take(1), at.Json.AsArray().Select(entity => entity!.ToJsonString()));
            Assert.Equal(offset < count - 1, at.Link("next") is not null);
        }
    }

    [Theory]
    [InlineData("/types")]
    [InlineData("/types?details=true")]
    [InlineData("/types/Reading")]
    [InlineData("/types/Person")]
    [InlineData("/types/Vault")]
    [InlineData("/types/Private")]
    [InlineData("/attributes")]
    [InlineData("/attributes?details=true")]
    [InlineData("/attributes/label")]
    [InlineData("/attributes/level")]
    [InlineData("/attributes/note")]
    [InlineData("/attributes/depth")]
    [InlineData("/attributes/onlyThere")]
    [InlineData("/attributes/weight")]
    [InlineData("/entities?local=true&count=true&limit=0")]
    [InlineData("/entities?type=Reading&count=true&limit=2")]
    [InlineData("/entities?type=Reading&q=note|onlyThere|depth==4711&count=true")]
    [InlineData("/temporal/entities?local=true&count=true&timerel=before&timeAt=2030-01-01T00:00:00Z&timeproperty=modifiedAt&options=temporalValues&pick=id,label")]
    public async Task Row_10_Types_attributes_and_their_numbers_are_those_of_what_is_shown(string path)
    {
        await using var with = await StartAsync(withSecrets: true);
        await using var without = await StartAsync(withSecrets: false);

        var there = await with.GetAsync(Found.Escaped(path));
        var absent = await without.GetAsync(Found.Escaped(path));

        Assert.Equal($"{absent.Status} {absent.Everything}", $"{there.Status} {there.Everything}");
        Assert.NotEqual((await without.GetAsync(Found.Escaped(path), LossyPolicy.Root)).Everything, (await with.GetAsync(Found.Escaped(path), LossyPolicy.Root)).Everything);
    }

    /// <summary>Four readings, one private thing of kofi's and a person, and between them, or not, what nobody sees.</summary>
    private static async Task<TestBroker> StartAsync(bool withSecrets)
    {
        var broker = await Farm.StartAsync();
        for (var i = 1; i <= 4; i++)
        {
            await HideAsync($$"""{"id":"urn:ngsi-ld:Vault:{{i}}","type":["Vault","Reading"],"label":"b","level":1,"onlyThere":1,"numValue":{{Farm.Celsius("20")}},"crop":"maize"}""");
            var hidden = withSecrets ? ",\"note\":4711,\"depth\":{\"type\":\"Property\",\"value\":4711,\"datasetId\":\"urn:d:raw\"}" : "";
            await broker.CreateAsync(Farm.Reading(i, $"\"numValue\":{Farm.Celsius(i < 4 ? $"{17 + i}" : "31")},\"crop\":\"maize\",\"label\":\"a{i}\"{hidden}"), LossyPolicy.Root);
            await HideAsync($$"""{"id":"urn:ngsi-ld:Private:{{i}}0","type":"Private","label":"b","weight":1,"owner":{"type":"Relationship","object":"urn:ngsi-ld:Person:S3CR3T"} }""");
        }
        await broker.CreateAsync($$"""{"id":"urn:ngsi-ld:Private:1","type":"Private","owner":{"type":"Relationship","object":"{{LossyPolicy.Kofi}}"} }""", LossyPolicy.Root);
        await HideAsync("""{"id":"urn:ngsi-ld:Vault:9","type":["Person","Vault"],"label":"b","level":1}""");
        await broker.CreateAsync("""{"id":"urn:ngsi-ld:Person:1","type":"Person","label":"c","level":1}""", LossyPolicy.Root);
        return broker;

        Task HideAsync(string entity) => withSecrets ? broker.CreateAsync(entity, LossyPolicy.Root) : Task.CompletedTask;
    }
}
