using Waziup.Ngsi.AspNetCore.Tests.Access;
using Waziup.Ngsi.AspNetCore.Tests.Query;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.AspNetCore.Tests.Gate.Disclosed;

/// <summary>Who is behind an alias nobody finds out by trying names, by writing them, or with somebody else's aliases (POLICIES 4, row 27).</summary>
public sealed class LeakAliasTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Row_27_A_dictionary_of_true_ids_finds_nobody_and_two_audiences_have_no_alias_in_common()
    {
        await using var broker = await Farm.StartAsync();
        string[] dictionary = [.. Enumerable.Range(0, 100).Select(i => $"urn:ngsi-ld:Person:{i}")];
        for (var i = 0; i < 10; i++)
        {
            await broker.CreateAsync($$"""{"id":"{{dictionary[i * 7]}}","type":"Person","level":1}""", LossyPolicy.Root);
            await broker.CreateAsync(Farm.Reading(i, $$"""
                "owner":{"type":"Relationship","object":"{{dictionary[i * 7]}}"}
                """), LossyPolicy.Root);
        }

        var found = 0;
        foreach (var guess in dictionary)
        {
            foreach (var query in (string[])[$"type=Person&id={guess}", $"type=Reading&q=owner=={guess}", $"type=Reading&q=owner==\"{guess}\"", $"type=Person&idPattern=^{guess}$"])
                found += (await broker.GetAsync(Found.Escaped("/entities?" + query))) is { Status: 200, Body: not "[]" } ? 1 : 0;
            found += (await broker.GetAsync("/entities/" + guess)).Status == 200 ? 1 : 0;
        }
        var (coop, research) = (await AliasesAsync(broker), await AliasesAsync(broker, LossyPolicy.Ama));
        var common = coop.Intersect(research).Count();
        output.WriteLine($"Row 27 recovered: {found} of {dictionary.Length * 5} guesses; {common} of {coop.Count} aliases are those of another audience");

        Assert.Equal((0, 0, 20, 20), (found, common, coop.Count, research.Count));
        // Of one audience the aliases are the same wherever they stand, and who is told of no aliases finds all ten.
        Assert.Equal(10, coop.Distinct().Count());
        for (var i = 0; i < 10; i++)
            Assert.Equal(200, (await broker.GetAsync("/entities/" + dictionary[i * 7], LossyPolicy.Root)).Status);
    }

    [Fact]
    public async Task Row_27_Who_writes_an_attribute_is_shown_no_alias_in_it()
    {
        await using var world = await PolicyWorld.StartAsync();
        await world.CreateAsync("Plot:1", "Plot", "\"owner\":{\"object\":\"urn:ngsi-ld:Person:kofi\"}");
        await world.HoldAsync("""{"id":"urn:p:1","who":["role:reader"],"rights":["read"],"entities":{"type":"Plot"},"attributes":{"owner":{"pseudonym":{}}}}""");
        await world.HoldAsync("""{"id":"urn:p:2","who":["role:writer"],"rights":["update"],"entities":{"type":"Plot"},"attributes":{"owner":"show"}}""");

        // Guesses are tried out by writing them and looking which alias they get.
        Assert.Equal("owner", await world.SeenAsync("Plot:1", "Test-Caller: ama", "Test-Roles: reader"));
        Assert.Equal("", await world.SeenAsync("Plot:1", "Test-Caller: ama", "Test-Roles: reader,writer"));
        var refused = await Assert.ThrowsAsync<NgsiLdException>(() => world.HoldAsync(
            """{"id":"urn:p:3","who":["role:reader"],"rights":["update"],"entities":{"type":"Plot"},"attributes":{"owner":"show"}}"""));
        Assert.StartsWith("P08", refused.Error.Detail, StringComparison.Ordinal);
    }

    /// <summary>The aliases of ten people, and those of the owners of ten readings.</summary>
    private static async Task<List<string>> AliasesAsync(TestBroker broker, params string[] who)
    {
        var people = (await broker.GetAsync("/entities?type=Person&limit=100", who)).Json.AsArray();
        var readings = (await broker.GetAsync("/entities?type=Reading&limit=100", who)).Json.AsArray();
        return [.. people.Select(person => (string)person!["id"]!), .. readings.Select(reading => (string)reading!["owner"]!["object"]!)];
    }
}
