using System.Text.Json;

namespace Waziup.Server.Tests;

public class StoreCommandTests
{
    [Fact]
    public async Task Stats_count_what_a_running_server_holds()
    {
        using var folder = new TestFolder();
        await using var server = await ServerProcess.StartAsync(folder);
        await server.CreateAsync("urn:p:1");
        await server.CreateAsync("urn:p:2");
        await server.SendAsync(HttpMethod.Delete, "/ngsi-ld/v1/entities/urn:p:2");

        var json = await Launch.RunAsync(folder, "stats", "--json");
        var text = await Launch.RunAsync(folder, "stats");

        Assert.Equal((0, ""), (json.Code, json.Errors));
        var stats = JsonDocument.Parse(json.Output).RootElement;
        Assert.Equal(1, stats.GetProperty("entities").GetInt64());
        Assert.Equal(1, stats.GetProperty("tombstones").GetInt64());
        Assert.Equal(3, stats.GetProperty("changes").GetInt64());
        Assert.True(stats.GetProperty("bytes").GetInt64() > 0);
        var rows = stats.GetProperty("byAttribute").EnumerateObject().ToList();
        Assert.Contains(rows, row => row.Name.EndsWith("/moisture", StringComparison.Ordinal));
        Assert.Equal(stats.GetProperty("historyRows").GetInt64(), rows.Sum(row => row.Value.GetInt64()));
        Assert.Contains("1  entities\n", text.Output, StringComparison.Ordinal);
        Assert.Equal(201, (await server.SendAsync(HttpMethod.Post, "/ngsi-ld/v1/entities", ServerProcess.Entity("urn:p:3"))).Status);
    }

    [Fact]
    public async Task A_tenant_is_deleted_and_the_others_are_counted()
    {
        using var folder = new TestFolder();
        folder.Write("some.ndjson", ServerProcess.Entity("urn:p:1") + "\n" + ServerProcess.Entity("urn:p:2") + "\n");
        await Launch.RunAsync(folder, "load", "--tenant", "farm", "some.ndjson");
        await Launch.RunAsync(folder, "load", "--tenant", "pond", "some.ndjson");

        var unnamed = await Launch.RunAsync(folder, "drop-tenant");
        var unknown = await Launch.RunAsync(folder, "drop-tenant", "--tenant", "nobody");
        var dropped = await Launch.RunAsync(folder, "drop-tenant", "--tenant", "farm");
        var stats = await Launch.RunAsync(folder, "stats", "--json");
        await using var server = await ServerProcess.StartAsync(folder);
        var busy = await Launch.RunAsync(folder, "drop-tenant", "--tenant", "pond");

        Assert.Equal(2, unnamed.Code);
        Assert.Equal((1, "Waziup.Server: there is no tenant nobody\n"), (unknown.Code, unknown.Errors));
        Assert.Equal((0, "tenant farm is deleted; its rows go while a server runs\n"), (dropped.Code, dropped.Errors));
        var tenants = JsonDocument.Parse(stats.Output).RootElement.GetProperty("byTenant");
        Assert.Equal("pond", Assert.Single(tenants.EnumerateObject()).Name);
        Assert.Equal(2, tenants.GetProperty("pond").GetProperty("entities").GetInt64());
        Assert.Equal(1, busy.Code);
    }

    [Fact]
    public async Task Stats_of_no_store_fail_and_make_none()
    {
        using var folder = new TestFolder();

        var result = await Launch.RunAsync(folder, "stats", "--data", "nowhere");

        Assert.Equal(1, result.Code);
        Assert.Contains("there is no store", result.Errors, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder.File("nowhere")));
    }

    [Fact]
    public async Task What_was_loaded_is_served_and_lines_that_cannot_be_are_told()
    {
        using var folder = new TestFolder();
        folder.Write("good.ndjson", ServerProcess.Entity("urn:p:1") + "\n" + ServerProcess.Entity("urn:p:2") + "\n");
        folder.Write("mixed.ndjson", ServerProcess.Entity("urn:p:3") + "\n{\"id\":1}\n" + ServerProcess.Entity("urn:p:4") + "\n");

        var good = await Launch.RunAsync(folder, "load", "good.ndjson");
        var mixed = await Launch.RunAsync(folder, "load", "--tenant", "farm", "mixed.ndjson");
        await using var server = await ServerProcess.StartAsync(folder);
        var busy = await Launch.RunAsync(folder, "load", "good.ndjson");

        Assert.Equal((0, ""), (good.Code, good.Output));
        Assert.Contains("2 lines: 2 created, 0 updated, 0 unchanged, 0 refused", good.Errors, StringComparison.Ordinal);
        Assert.Equal(1, mixed.Code);
        Assert.Contains("line 2 is refused: ", mixed.Errors, StringComparison.Ordinal);
        Assert.Equal(200, (await server.GetAsync("/ngsi-ld/v1/entities/urn:p:2")).Status);
        Assert.Equal(404, (await server.GetAsync("/ngsi-ld/v1/entities/urn:p:4")).Status);
        Assert.Equal(200, (await server.SendAsync(HttpMethod.Get, "/ngsi-ld/v1/entities/urn:p:4",
            change: request => request.Headers.Add("NGSILD-Tenant", "farm"))).Status);
        Assert.Equal(1, busy.Code);
        Assert.Contains("is in use by another process", busy.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_told_in_one_line()
    {
        using var folder = new TestFolder();

        var result = await Launch.RunAsync(folder, "load", "missing.ndjson");

        Assert.Equal(1, result.Code);
        Assert.Contains("missing.ndjson", result.Errors, StringComparison.Ordinal);
        Assert.Single(result.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }
}
