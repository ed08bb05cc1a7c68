using System.Text;
using System.Text.Json;

namespace Waziup.Server.Tests;

/// <summary>Queries over HTTP lead to indexes, and answers stay what they were.</summary>
public class IndexTests
{
    [Theory]
    [InlineData("type=Plot&q=moisture==77", "value")]
    [InlineData("type=Plot&georel=near;maxDistance==1000&geometry=Point&coordinates=[0.77,0]&geoproperty=place", "place")]
    public async Task A_condition_that_is_asked_again_gets_an_index(string query, string table)
    {
        using var folder = new TestFolder();
        await using (var server = await ServerProcess.StartAsync(folder))
        {
            for (var from = 0; from < 3000; from += 1000)
            {
                var batch = string.Join(',', Enumerable.Range(from, 1000).Select(Plot));
                Assert.Equal(201, (await server.SendAsync(HttpMethod.Post, "/ngsi-ld/v1/entityOperations/create", $"[{batch}]")).Status);
            }
            for (var i = 0; i < 30; i++)
            {
                var answer = await server.GetAsync($"/ngsi-ld/v1/entities?{query}&format=simplified");
                Assert.Equal(200, answer.Status);
                Assert.StartsWith("[{\"id\":\"urn:p:77\"", answer.Body, StringComparison.Ordinal);
                Assert.Single(answer.Body.Split("\"id\"")[1..]);
                await Task.Delay(20, TestContext.Current.CancellationToken);
            }
        }

        using var connection = new Waziup.Ngsi.Sqlite.Connection(folder.File("data/context.db"), Waziup.Ngsi.Sqlite.Purpose.Read);
        Assert.Equal(1, connection.Number("select count(*) from indexed where complete"));
        Assert.Equal(3000, connection.Number($"select count(*) from {table}"));
    }

    [Fact]
    public async Task An_index_that_an_option_names_is_made_at_the_start()
    {
        using var folder = new TestFolder();
        await using (var server = await ServerProcess.StartAsync(folder))
            Assert.Equal(201, (await server.SendAsync(HttpMethod.Post, "/ngsi-ld/v1/entities", Plot(1))).Status);
        await using var again = await ServerProcess.StartAsync(folder, "--index", "type=Plot,values=moisture", "--index", "tenant=farm,type=Plot,places=place");

        JsonElement[] indexes;
        do
            indexes = [.. JsonDocument.Parse((await Launch.RunAsync(folder, "stats", "--json")).Output).RootElement.GetProperty("indexes").EnumerateArray()];
        while (indexes.Length == 0 || !indexes[0].GetProperty("complete").GetBoolean());

        var index = Assert.Single(indexes);
        Assert.EndsWith("/moisture", index.GetProperty("values").GetString(), StringComparison.Ordinal);
        Assert.Contains("index of the values of", (await Launch.RunAsync(folder, "stats")).Output, StringComparison.Ordinal);
    }

    private static string Plot(int i) => new StringBuilder()
        .Append(System.Globalization.CultureInfo.InvariantCulture, $$$"""{"id":"urn:p:{{{i}}}","type":"Plot","moisture":{"type":"Property","value":{{{i}}}},""")
        .Append(System.Globalization.CultureInfo.InvariantCulture, $$$$"""{{{{"\""}}}}place":{"type":"GeoProperty","value":{"type":"Point","coordinates":[{{{{i / 100.0}}}},0]}}}""")
        .ToString();
}
