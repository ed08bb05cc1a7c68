namespace Waziup.Ngsi.AspNetCore.Tests.Federation;

/// <summary>Whatever has been asked and told before, an answer is that of now.</summary>
public sealed class AskedAgainTests
{
    private const string Aliased = ",\"contextSourceAlias\":\"b1\"";

    [Theory]
    [InlineData(200, "1=5,2=2", "1=5,2=2", "1=5")]
    [InlineData(200, "2=2", "2=2", "404")]
    [InlineData(200, "1=1,2=2,3=3", "1=1,2=2,3=3", "1=1")]
    [InlineData(200, "2=2,1=1", "2=2,1=1", "1=1")]
    [InlineData(200, "1=1,1=9,2=2", "1=1,2=2", "1=1")]
    [InlineData(200, "", "", "404")]
    [InlineData(404, "", "", "404")]
    [InlineData(500, "", " !299", "404 !299")]
    [InlineData(403, "", " !299", "404 !299")]
    [InlineData(200, "?", " !111", "404 !111")]
    [InlineData(0, "", " !199", "404 !199")]
    public async Task What_a_source_tells_now_counts(int status, string told, string all, string one)
    {
        await using var warm = await Warm.StartAsync();
        Assert.Equal(("1=1,2=2", "1=1"), (await warm.KnowAsync(Warm.All), await warm.KnowAsync(Warm.One)));

        if (status == 0)
            warm.Network.Silences("back");
        else if (status != 200 || told == "?")
            warm.Network.Answers("back", status, told);
        else
            warm.Tells("back", Warm.Tanks(told));

        Assert.Equal((all, one), (await warm.AskAsync(Warm.All), await warm.AskAsync(Warm.One)));
        Assert.Equal((all, one), (await warm.KnowAsync(Warm.All), await warm.KnowAsync(Warm.One)));
        warm.Tells("back", Warm.Tanks("1=1,2=2"));
        Assert.Equal(("1=1,2=2", "1=1"), (await warm.AskAsync(Warm.All), await warm.AskAsync(Warm.One)));
    }

    [Fact]
    public async Task The_same_page_may_have_another_one_behind_it()
    {
        await using var warm = await Warm.StartAsync();
        await warm.KnowAsync(Warm.All);
        var page = $"[{string.Join(',', Warm.Tanks("1=1,2=2"))}]";
        warm.Network.Answers("back", call => call.Uri.Query.Contains("offset=", StringComparison.Ordinal)
            ? Warm.Reply(200, $"[{Warm.Tank(3, 3)}]") : Warm.Reply(200, page, "</more>; rel=\"next\""));

        Assert.Equal("1=1,2=2,3=3", await warm.AskAsync(Warm.All));
        Assert.Equal("1=1,2=2,3=3", await warm.KnowAsync(Warm.All));
        warm.Tells("back", Warm.Tanks("1=1,2=2"));
        Assert.Equal("1=1,2=2", await warm.AskAsync(Warm.All));
    }

    [Theory]
    [InlineData("inclusive", 9, "9=50,1=1,2=2", "1=1")]
    [InlineData("inclusive", 1, "1=50,2=2", "1=50")]
    [InlineData("auxiliary", 9, "9=50,1=1,2=2", "1=1")]
    [InlineData("auxiliary", 1, "1=50,2=2", "1=50")]
    [InlineData("redirect", 9, "1=1,2=2", "1=1")]
    [InlineData("redirect", 1, "1=1,2=2", "1=1")]
    public async Task What_is_held_here_counts_until_it_is_gone(string mode, int number, string all, string one)
    {
        await using var warm = await Warm.StartAsync(isRegistered: false);
        await warm.Broker.RegisterAsync("back", mode, operations: "[\"retrieveOps\"]");
        await warm.KnowAsync(Warm.All);
        await warm.KnowAsync(Warm.One);

        Assert.Equal(201, (await warm.Broker.PostAsync("/entities?local=true", Warm.Tank(number, 50))).Status);

        Assert.Equal((all, one), (await warm.AskAsync(Warm.All), await warm.AskAsync(Warm.One)));
        Assert.Equal((all, one), (await warm.KnowAsync(Warm.All), await warm.KnowAsync(Warm.One)));
        Assert.Equal(204, (await warm.Broker.DeleteAsync($"/entities/urn:ngsi-ld:Tank:{number}?local=true")).Status);
        Assert.Equal(("1=1,2=2", "1=1"), (await warm.AskAsync(Warm.All), await warm.AskAsync(Warm.One)));
    }

    [Theory]
    [InlineData("""{"endpoint":"http://other"}""", "1=7,3=3", "1=7")]
    [InlineData("""{"information":[{"entities":[{"type":"Tank"}],"propertyNames":["owner"]}]}""", "1=/Kofi,2=/Ama", "1=/Kofi")]
    [InlineData("""{"information":[{"entities":[{"type":"Pump"}]}]}""", "", "1=1/Kofi")]
    [InlineData("""{"information":[{"entities":[{"type":"Tank","id":"urn:ngsi-ld:Tank:2"}]}]}""", "2=2/Ama", "404")]
    [InlineData("""{"mode":"auxiliary"}""", "1=1/Kofi,2=2/Ama", "1=1/Kofi")]
    [InlineData("""{"mode":"redirect"}""", "1=1/Kofi,2=2/Ama", "1=1/Kofi")]
    [InlineData("""{"mode":"exclusive","information":[{"entities":[{"type":"Tank","id":"urn:ngsi-ld:Tank:1"}],"propertyNames":["level"]}]}""", "1=1", "1=1")]
    [InlineData("""{"operations":["queryBatch"]}""", "1=1/Kofi,2=2/Ama", "1=1/Kofi")]
    [InlineData("""{"operations":["retrieveEntity"]}""", "", "1=1/Kofi")]
    [InlineData("""{"operations":["createEntity"]}""", "", "404")]
    [InlineData("""{"tenant":"east"}""", "1=1/Kofi,2=2/Ama", "1=1/Kofi")]
    [InlineData("""{"management":{"localOnly":true}}""", "1=1/Kofi,2=2/Ama", "1=1/Kofi")]
    [InlineData("""{"datasetId":["urn:d:1"]}""", "", "404")]
    [InlineData("""{"contextSourceInfo":[{"key":"jsonldContext","value":"https://ctx.example/tank.jsonld"}]}""", "", "1=")]
    public async Task A_registration_counts_as_it_is_now(string patch, string all, string one)
    {
        await using var warm = await Warm.StartAsync([Warm.Tank(1, 1, ",\"owner\":\"Kofi\""), Warm.Tank(2, 2, ",\"owner\":\"Ama\"")]);
        warm.Tells("other", Warm.Tanks("1=7,3=3"));
        Assert.Equal(("1=1/Kofi,2=2/Ama", "1=1/Kofi"), (await warm.KnowAsync(Warm.All), await warm.KnowAsync(Warm.One)));

        (await warm.Broker.PatchAsync(Warm.Back, patch)).IsBare(204);

        Assert.Equal((all, one), (await warm.AskAsync(Warm.All), await warm.AskAsync(Warm.One)));
        Assert.Equal((all, one), (await warm.KnowAsync(Warm.All), await warm.KnowAsync(Warm.One)));
        Assert.Equal(201, (await warm.Broker.PostAsync("/entities?local=true", Warm.Tank(1, 50))).Status);
        await warm.AskAsync(Warm.All);
        await warm.AskAsync(Warm.One);
    }

    [Theory]
    [InlineData("inclusive", null, "1=1,2=2,3=3", "1=1,3=3")]
    [InlineData("auxiliary", null, "1=1,2=2,3=3", "1=1,3=3")]
    [InlineData("inclusive", "[\"owner\"]", "1=1/Esi,2=2,3=/Esi", "1=/Esi,3=/Esi")]
    [InlineData("redirect", "[\"owner\"]", "1=1/Esi,2=2,3=/Esi", "1=/Esi,3=/Esi")]
    public async Task Registrations_count_from_when_they_come_to_when_they_go(string mode, string? attributes, string both, string second)
    {
        await using var warm = await Warm.StartAsync();
        var owner = attributes is null ? "" : ",\"owner\":\"Esi\"";
        warm.Tells("other", Warm.Tank(1, 1, owner), Warm.Tank(3, 3, owner));
        await warm.KnowAsync(Warm.All);
        await warm.KnowAsync(Warm.One);

        await warm.Broker.RegisterAsync("other", mode, attributes: attributes, operations: "[\"retrieveOps\"]");

        Assert.Equal(both, await warm.AskAsync(Warm.All));
        await warm.AskAsync(Warm.One);
        Assert.Equal(both, await warm.KnowAsync(Warm.All));
        await warm.KnowAsync(Warm.One);
        (await warm.Broker.DeleteAsync(Warm.Back)).IsBare(204);
        Assert.Equal(second, await warm.AskAsync(Warm.All));
        await warm.AskAsync(Warm.One);
        await warm.KnowAsync(Warm.All);
        (await warm.Broker.DeleteAsync(Warm.Back.Replace("back", "other", StringComparison.Ordinal))).IsBare(204);
        Assert.Equal(("", "404"), (await warm.AskAsync(Warm.All), await warm.AskAsync(Warm.One)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Who_has_come_through_a_source_is_not_led_there_by_what_others_have_asked(bool isWayFirst)
    {
        const string Way = "Via: 1.1 b1";
        await using var warm = await Warm.StartAsync(more: Aliased);

        for (var round = isWayFirst ? 0 : 1; round < 6; round++)
        {
            string[] headers = round % 2 == 0 ? [Way] : [];
            var expected = round % 2 == 0 ? (" !199", "404 !199") : ("1=1,2=2", "1=1");
            Assert.Equal(expected, (await warm.KnowAsync(Warm.All, headers), await warm.KnowAsync(Warm.One, headers)));
            Assert.Equal(expected, (await warm.AskAsync(Warm.All, headers), await warm.AskAsync(Warm.One, headers)));
        }
    }

    [Fact]
    public async Task Local_means_here_alone_whatever_was_known()
    {
        await using var warm = await Warm.StartAsync();
        await warm.Broker.CreateAsync(Warm.Tank(9, 9));
        for (var round = 0; round < 2; round++)
        {
            Assert.Equal(("9=9,1=1,2=2", "1=1"), (await warm.KnowAsync(Warm.All), await warm.KnowAsync(Warm.One)));
            Assert.Equal(("9=9", "404"), (await warm.AskAsync(Warm.All + "&local=true"), await warm.AskAsync(Warm.One + "?local=true")));
        }
    }

    [Theory]
    [InlineData("&join=inline&q=owner{name}==\"Ama\"", "1=1/,2=2/", "")]
    [InlineData("&join=inline&q=owner{name}!=\"Ama\"", "", "1=1/,2=2/")]
    [InlineData("&join=inline", "1=1/,2=2/", "1=1/,2=2/")]
    [InlineData("&join=flat", "1=1/,2=2/,1=", "1=1/,2=2/,1=")]
    public async Task What_is_told_is_linked_to_what_is_here_now(string query, string before, string after)
    {
        const string Owner = ",\"owner\":{\"type\":\"Relationship\",\"object\":\"urn:ngsi-ld:Person:1\"}";
        await using var warm = await Warm.StartAsync([Warm.Tank(1, 1, Owner), Warm.Tank(2, 2, Owner)]);
        await warm.Broker.CreateAsync("""{"id":"urn:ngsi-ld:Person:1","type":"Person","name":"Ama"}""");
        var path = Warm.All + query.Replace("\"", "%22", StringComparison.Ordinal);
        Assert.Equal(before, await warm.KnowAsync(path));
        await warm.KnowAsync(Warm.One + "?join=inline");

        (await warm.Broker.PatchAsync("/entities/urn:ngsi-ld:Person:1/attrs", """{"name":"Esi"}""")).IsBare(204);

        Assert.Equal(after, await warm.AskAsync(path));
        await warm.AskAsync(Warm.One + "?join=inline");
        (await warm.Broker.DeleteAsync("/entities/urn:ngsi-ld:Person:1?local=true")).IsBare(204);
        await warm.AskAsync(path);
        await warm.KnowAsync(path);
        await warm.AskAsync(Warm.One + "?join=inline");
        await warm.KnowAsync(Warm.One + "?join=inline");
        await warm.Broker.CreateAsync("""{"id":"urn:ngsi-ld:Person:1","type":"Person","name":"Ama"}""");
        Assert.Equal(before, await warm.AskAsync(path));
        await warm.AskAsync(Warm.One + "?join=inline");
    }
}
