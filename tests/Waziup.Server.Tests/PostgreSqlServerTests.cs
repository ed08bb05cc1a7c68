using System.Net.Http.Headers;
using System.Text.Json;
using Waziup.Ngsi.PostgreSql.Tests;

namespace Waziup.Server.Tests;

/// <summary>The server on PostgreSQL.</summary>
public sealed class PostgreSqlServerTests : IAsyncLifetime
{
    readonly string _schema = Cluster.NewSchema();
    Cluster _cluster = null!;

    string[] Store => ["--store", "postgresql", "--connection", _cluster.Connection, "--schema", _schema];

    public async ValueTask InitializeAsync() => _cluster = await Cluster.SharedAsync();

    public async ValueTask DisposeAsync()
    {
        if (_cluster is not null)
            await _cluster.ExecuteAsync($"drop schema if exists {_schema} cascade");
    }

    [Fact]
    public async Task What_one_server_has_written_another_serves()
    {
        using var folder = new TestFolder();
        await using var one = await ServerProcess.StartAsync(folder, Store);
        await using var two = await ServerProcess.StartAsync(folder, Store);
        await one.CreateAsync("urn:p:1");

        Assert.Equal(200, (await two.GetAsync("/ngsi-ld/v1/entities/urn:p:1")).Status);
        Assert.Equal(200, (await two.GetAsync("/ngsi-ld/v1/temporal/entities/urn:p:1")).Status);
        Assert.Contains("urn:p:1", (await two.GetAsync("/ngsi-ld/v1/entities?type=Plot")).Body, StringComparison.Ordinal);
        Assert.Contains("postgresql (127.0.0.1", one.Output, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder.File("data")));
    }

    [Fact]
    public async Task A_context_that_one_server_hosts_is_known_to_the_other_until_it_is_removed()
    {
        using var folder = new TestFolder();
        await using var one = await ServerProcess.StartAsync(folder, Store);
        await using var two = await ServerProcess.StartAsync(folder, Store);
        using var context = new StringContent("""{"@context":{"wet":"https://example.org/wet"}}""", new MediaTypeHeaderValue("application/json"));
        using var hosted = await one.Client.PostAsync("/ngsi-ld/v1/jsonldContexts", context, TestContext.Current.CancellationToken);
        var path = "/ngsi-ld/v1/jsonldContexts/" + hosted.Headers.Location!.OriginalString.Split('/')[^1];

        await UntilAsync(two, path, 200);
        Assert.Equal(204, (await one.SendAsync(HttpMethod.Delete, path)).Status);

        await UntilAsync(two, path, 404);
    }

    [Fact]
    public async Task Stats_and_load_work_beside_a_running_server()
    {
        using var folder = new TestFolder();
        folder.Write("good.ndjson", ServerProcess.Entity("urn:p:1") + "\n" + ServerProcess.Entity("urn:p:2") + "\n");
        var none = await Launch.RunAsync(folder, ["stats", .. Store]);
        await using var server = await ServerProcess.StartAsync(folder, Store);

        var load = await Launch.RunAsync(folder, ["load", .. Store, "good.ndjson"]);
        var stats = await Launch.RunAsync(folder, ["stats", "--json", .. Store]);

        Assert.Equal(1, none.Code);
        Assert.Contains($"there is no store in schema {_schema}", none.Errors, StringComparison.Ordinal);
        Assert.Contains("2 created", load.Errors, StringComparison.Ordinal);
        Assert.Equal(2, JsonDocument.Parse(stats.Output).RootElement.GetProperty("entities").GetInt64());
        Assert.True(JsonDocument.Parse(stats.Output).RootElement.GetProperty("bytes").GetInt64() > 0);
        Assert.Equal(200, (await server.GetAsync("/ngsi-ld/v1/entities/urn:p:2")).Status);
    }

    [Fact]
    public async Task A_database_that_is_not_there_is_told_in_one_line()
    {
        using var folder = new TestFolder();

        var result = await Launch.RunAsync(folder, "--store", "postgresql", "--connection", "Host=127.0.0.1;Port=1;Timeout=2");

        Assert.Equal(1, result.Code);
        Assert.Contains("postgresql (127.0.0.1:1", result.Errors, StringComparison.Ordinal);
        Assert.Single(result.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    static async Task UntilAsync(ServerProcess server, string path, int status)
    {
        while ((await server.GetAsync(path)).Status != status)
            await Task.Delay(20, TestContext.Current.CancellationToken);
    }
}
