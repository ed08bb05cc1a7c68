using Waziup.Ngsi.AspNetCore.Tests.Maps;
using Waziup.Ngsi.AspNetCore.Tests.Query;

namespace Waziup.Ngsi.AspNetCore.Tests.Gate.Disclosed;

/// <summary>Writes, errors and maps tell nothing of what is hidden, and leave it as it is (POLICIES 4, rows 34 to 38).</summary>
public sealed class LeakWriteTests
{
    private const string Person = "/entities/urn:ngsi-ld:Person:S3CR3T";

    private static string Alias => LossyPolicy.AliasOf("urn:ngsi-ld:Person:S3CR3T");

    [Fact]
    public async Task Row_34_A_map_names_entities_by_their_aliases_and_only_while_they_may_be_seen()
    {
        var policy = new LossyPolicy();
        await using var broker = await StartAsync(policy);

        var made = await broker.GetAsync("/entityMaps?type=Person,Private");
        var temporal = await broker.GetAsync("/temporal/entityMaps?type=Person&timeproperty=modifiedAt&" + Mapped.Window);
        await broker.ChangeAsync("\"owner\":{\"type\":\"Relationship\",\"object\":\"urn:ngsi-ld:Person:x\"}", "/entities/urn:ngsi-ld:Private:1");

        Assert.Equal([Alias, "urn:ngsi-ld:Private:1"], made.Json["entityMap"]!.AsObject().Select(entity => entity.Key));
        Assert.Equal([Alias], temporal.Json["entityMap"]!.AsObject().Select(entity => entity.Key));
        Assert.Equal([Alias], (await broker.GetAsync(made.Map())).Json["entityMap"]!.AsObject().Select(entity => entity.Key));
        Assert.Equal([Alias], (await broker.GetAsync("/entities?type=Person,Private", made.GoOn())).Json.AsArray().Select(entity => (string?)entity!["id"]));
        Assert.Equal(404, (await broker.GetAsync(made.Map(), LossyPolicy.Ama)).Status);
    }

    [Theory]
    [InlineData("GET", "", null)]
    [InlineData("GET", "?type=Person", null)]
    [InlineData("PATCH", "", "{\"label\":{\"type\":\"Property\",\"value\":1}}")]
    [InlineData("POST", "/attrs", "{\"label\":{\"type\":\"Property\",\"value\":1}}")]
    [InlineData("PATCH", "/attrs/level", "{\"value\":1}")]
    [InlineData("DELETE", "/attrs/level", null)]
    [InlineData("DELETE", "", null)]
    public async Task Row_35_The_true_id_of_what_is_known_by_an_alias_is_one_that_is_not_there(string method, string rest, string? body)
    {
        await using var broker = await StartAsync();
        foreach (var root in (string[])["/entities/", "/temporal/entities/"])
        {
            if (root != "/entities/" && (method == "PATCH" || rest.Length > 6))
                continue;
            var answers = new HashSet<string>();
            foreach (var id in (string[])["urn:ngsi-ld:Person:S3CR3T", "urn:ngsi-ld:Person:absent", "urn:ngsi-ld:Vault:1", LossyPolicy.AliasOf("urn:ngsi-ld:Person:absent"), LossyPolicy.AliasOf("urn:ngsi-ld:Vault:1")])
            {
                var answer = await broker.SendAsync(method, root + id + rest, body);
                answers.Add($"{answer.Status} {answer.Body.Replace(id, "#", StringComparison.Ordinal)}");
            }
            Assert.StartsWith("404", Assert.Single(answers), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("GET", "/temporal/entities/{0}/", null)]
    [InlineData("DELETE", "/entities/{0}/attrs/absent", null)]
    [InlineData("DELETE", "/entities/{0}/attrs/scope", null)]
    [InlineData("DELETE", "/entities/{0}/attrs/level?datasetId=urn:d:x", null)]
    [InlineData("PATCH", "/entities/{0}/attrs/absent", "{\"value\":1}")]
    [InlineData("PUT", "/entities/{0}/attrs/absent", "{\"type\":\"Property\",\"value\":1}")]
    [InlineData("PATCH", "/entities/{0}", "{\"type\":\"Vault\"}")]
    [InlineData("PATCH", "/entities/{0}/attrs", "{\"note\":{\"type\":\"Property\",\"value\":1}}")]
    [InlineData("POST", "/entities", "{\"id\":\"{0}\",\"type\":\"Remark\"}")]
    [InlineData("POST", "/entityOperations/create", "[{\"id\":\"{0}\",\"type\":\"Remark\"}]")]
    [InlineData("POST", "/entityOperations/upsert", "[{\"id\":\"{0}\",\"type\":\"Vault\"}]")]
    [InlineData("POST", "/entityOperations/delete", "[\"{0}\",\"urn:ngsi-ld:Vault:1\"]")]
    [InlineData("DELETE", "/temporal/entities/{0}/attrs/absent", null)]
    [InlineData("PATCH", "/temporal/entities/{0}/attrs/name/urn:ngsi-ld:Instance:x", "{\"name\":{\"type\":\"Property\",\"value\":1}}")]
    public async Task Row_12_No_error_names_the_true_id_of_what_is_known_by_an_alias(string method, string path, string? body)
    {
        await using var broker = await StartAsync();

        var answer = await broker.SendAsync(method, path.Replace("{0}", Alias, StringComparison.Ordinal), body?.Replace("{0}", Alias, StringComparison.Ordinal));

        Assert.NotEqual(500, answer.Status);
        Assert.DoesNotContain("S3CR3T", answer.Everything, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("PUT", "/entities/{0}", "{\"id\":\"{0}\",\"type\":\"Person\",\"label\":{\"type\":\"Property\",\"value\":\"b\"}}")]
    [InlineData("PATCH", "/entities/{0}", "{\"label\":{\"type\":\"Property\",\"value\":\"b\"}}")]
    [InlineData("POST", "/entityOperations/upsert", "[{\"id\":\"{0}\",\"type\":\"Person\",\"label\":{\"type\":\"Property\",\"value\":\"b\"}}]")]
    [InlineData("POST", "/entityOperations/upsert?options=update", "[{\"id\":\"{0}\",\"type\":\"Person\",\"label\":{\"type\":\"Property\",\"value\":\"b\"}}]")]
    [InlineData("POST", "/entityOperations/merge", "[{\"id\":\"{0}\",\"type\":\"Person\",\"label\":{\"type\":\"Property\",\"value\":\"b\"}}]")]
    [InlineData("POST", "/temporal/entities/{0}/attrs", "{\"label\":[{\"type\":\"Property\",\"value\":\"b\",\"observedAt\":\"2026-01-01T00:00:00Z\"}]}")]
    public async Task Row_37_What_is_written_under_an_alias_is_written_to_the_entity_behind_it(string method, string path, string body)
    {
        await using var broker = await StartAsync();

        var answer = await broker.SendAsync(method, path.Replace("{0}", Alias, StringComparison.Ordinal), body.Replace("{0}", Alias, StringComparison.Ordinal));

        Assert.True(answer.Status is 204 or 201 or 207, $"{answer.Status} {answer.Body}");
        var known = (await broker.GetAsync(Person, LossyPolicy.Root)).Json;
        Assert.True(known["label"] is not null, $"{answer.Status} {answer.Body}\n{(await broker.GetAsync("/entities?local=true", LossyPolicy.Root)).Body}");
        Assert.Equal(("urn:ngsi-ld:Person:S3CR3T", "x", "b"), ((string?)known["id"], (string?)known["name"]?["value"], (string?)known["label"]?["value"]));
        Assert.Single((await broker.GetAsync("/entities?type=Person", LossyPolicy.Root)).Json.AsArray());
        Assert.Equal("b", (string?)(await broker.GetAsync("/entities/" + Alias)).Json["label"]?["value"]);
        Assert.DoesNotContain("Alias", (await broker.GetAsync("/temporal/entities/urn:ngsi-ld:Person:S3CR3T", LossyPolicy.Root)).Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("PUT", "/entities/{0}", "{\"id\":\"{0}\",\"type\":\"Reading\"}")]
    [InlineData("POST", "/entityOperations/upsert", "[{\"id\":\"{0}\",\"type\":\"Reading\"}]")]
    public async Task Row_39_Nobody_writes_a_type_by_which_the_true_id_would_be_shown(string method, string path, string body)
    {
        await using var broker = await StartAsync();

        await broker.SendAsync(method, path.Replace("{0}", Alias, StringComparison.Ordinal), body.Replace("{0}", Alias, StringComparison.Ordinal));

        Assert.DoesNotContain("S3CR3T", (await broker.GetAsync("/entities?local=true")).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Row_37_Nobody_creates_an_entity_under_an_alias_of_one_that_is_gone()
    {
        await using var broker = await StartAsync();
        (await broker.DeleteAsync(Person, LossyPolicy.Root)).IsBare(204);

        await broker.PostAsync("/entities", $$"""{"id":"{{Alias}}","type":"Remark","label":"b"}""");

        var all = (await broker.GetAsync("/entities?type=Remark", LossyPolicy.Root)).Json.AsArray();
        foreach (var entity in all)
            Assert.Equal(200, (await broker.GetAsync("/entities/" + (string)entity!["id"]!, LossyPolicy.Root)).Status);
        Assert.DoesNotContain(all, entity => (string?)entity!["id"] == "urn:ngsi-ld:Person:S3CR3T");
    }

    [Theory]
    [InlineData("DELETE", "/attrs/depth?datasetId=urn:d:raw", null)]
    [InlineData("DELETE", "/attrs/depth", null)]
    [InlineData("DELETE", "/attrs/depth?deleteAll=true", null)]
    [InlineData("DELETE", "/attrs/numValue", null)]
    [InlineData("PATCH", "/attrs/numValue", "{\"value\":1}")]
    [InlineData("PUT", "/attrs/depth", "{\"type\":\"Property\",\"value\":1,\"datasetId\":\"urn:d:raw\"}")]
    [InlineData("PATCH", "/attrs/depth", "{\"value\":1,\"datasetId\":\"urn:d:raw\"}")]
    [InlineData("PATCH", "/attrs", "{\"numValue\":{\"type\":\"Property\",\"value\":1},\"crop\":{\"type\":\"Property\",\"value\":\"urn:ngsi-ld:null\"}}")]
    [InlineData("POST", "/attrs?options=noOverwrite", "{\"depth\":{\"type\":\"Property\",\"value\":1,\"datasetId\":\"urn:d:raw\"},\"crop\":{\"type\":\"Property\",\"value\":1}}")]
    [InlineData("PATCH", "", "{\"depth\":\"urn:ngsi-ld:null\",\"label\":{\"type\":\"Property\",\"value\":\"b\"}}")]
    public async Task Row_37_A_refusal_is_the_same_whether_what_cannot_be_shown_is_there_or_not(string method, string path, string? body)
    {
        await using var with = await Farm.StartAsync();
        await using var without = await Farm.StartAsync();
        // A unit that is not rounded, a crop that is in no table, and a dataset that is not shown: all three are hidden whole.
        await with.CreateAsync(Farm.Reading(1, """
            "numValue":{"type":"Property","value":4,"unitCode":"FAH"},"crop":{"type":"Property","value":"weed"},"depth":{"type":"Property","value":4,"datasetId":"urn:d:raw"},"label":"a"
            """), LossyPolicy.Root);
        await without.CreateAsync(Farm.Reading(1, "\"label\":\"a\""), LossyPolicy.Root);

        var there = await with.SendAsync(method, Farm.One + path, body);
        var absent = await without.SendAsync(method, Farm.One + path, body);

        Assert.Equal($"{absent.Status} {absent.Everything}", $"{there.Status} {there.Everything}");
        Assert.Equal((await without.GetAsync(Farm.One)).Body, (await with.GetAsync(Farm.One)).Body);
        var kept = (await with.GetAsync(Farm.One, LossyPolicy.Root)).Json;
        Assert.Equal((4, 4, "weed"), ((int)kept["numValue"]!["value"]!, (int)kept["depth"]!["value"]!, (string?)kept["crop"]!["value"]));
    }

    [Theory]
    [InlineData("type=Reading&q=note")]
    [InlineData("type=Reading&q=numValue==17.6")]
    [InlineData("type=Reading&q=numValue<19")]
    [InlineData("type=Reading&q=crop==\"maize\"")]
    [InlineData("type=Reading&q=soil.calibration==4711")]
    [InlineData("type=Reading&q=owner==urn:ngsi-ld:Person:S3CR3T")]
    [InlineData("type=Reading&q=numValue.modifiedAt>\"2000-01-01T00:00:00Z\"")]
    [InlineData("type=Person&id=urn:ngsi-ld:Person:S3CR3T")]
    [InlineData("type=Reading&drop=numValue,crop,note,depth,soil,owner")]
    [InlineData("type=Reading&georel=near;maxDistance==10&geometry=Point&coordinates=[5.0148,5.0061]")]
    [InlineData("type=Vault")]
    public async Task Row_38_A_purge_is_no_oracle(string query)
    {
        await using var broker = await StartAsync();
        await broker.CreateAsync(Farm.Reading(1, $"\"numValue\":{Farm.Celsius("17.6")},{Farm.Rest},\"location\":{Farm.Place(5.0148, 5.0061)}"), LossyPolicy.Root);
        var before = (await broker.GetAsync("/entities?local=true&options=sysAttrs", LossyPolicy.Root)).Body;

        (await broker.DeleteAsync("/entities?" + Found.Escaped(query))).IsBare(204);

        Assert.Equal(before, (await broker.GetAsync("/entities?local=true&options=sysAttrs", LossyPolicy.Root)).Body);
    }

    private static async Task<TestBroker> StartAsync(LossyPolicy? policy = null)
    {
        var broker = await Farm.StartAsync(policy);
        await broker.CreateAsync("""{"id":"urn:ngsi-ld:Person:S3CR3T","type":"Person","name":"x","level":1}""", LossyPolicy.Root);
        await broker.CreateAsync($$"""{"id":"urn:ngsi-ld:Private:1","type":"Private","owner":{"type":"Relationship","object":"{{LossyPolicy.Kofi}}"} }""", LossyPolicy.Root);
        await broker.CreateAsync("""{"id":"urn:ngsi-ld:Vault:1","type":"Vault","level":1}""", LossyPolicy.Root);
        return broker;
    }
}
