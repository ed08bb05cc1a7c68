using System.Text.Json;

namespace Waziup.Server.Tests;

public class BackupTests
{
    [Fact]
    public async Task A_copy_taken_while_the_server_writes_goes_on_in_a_new_place()
    {
        using var folder = new TestFolder();
        await using (var server = await ServerProcess.StartAsync(folder))
        {
            await server.CreateAsync("urn:p:1");
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
            var load = Task.Run(async () =>
            {
                for (var i = 0; !stop.IsCancellationRequested; i++)
                    await server.CreateAsync($"urn:load:{i}");
            }, stop.Token);
            var backup = await Launch.RunAsync(folder, "backup", "copy.db");
            await stop.CancelAsync();
            await load;
            await server.CreateAsync("urn:p:late");

            Assert.Equal((0, ""), (backup.Code, backup.Output));
            Assert.Contains("copy.db: ", backup.Errors, StringComparison.Ordinal);
        }

        var restore = await Launch.RunAsync(folder, "restore", "--data", "other", "copy.db");
        var stats = await Launch.RunAsync(folder, "stats", "--json", "--data", "other");
        await using var other = await ServerProcess.StartAsync(folder, "--data", "other");

        Assert.Equal(0, restore.Code);
        var counts = JsonDocument.Parse(stats.Output).RootElement;
        Assert.Equal(counts.GetProperty("entities").GetInt64(), counts.GetProperty("changes").GetInt64());
        Assert.Equal(200, (await other.GetAsync("/ngsi-ld/v1/entities/urn:p:1")).Status);
        Assert.Equal(404, (await other.GetAsync("/ngsi-ld/v1/entities/urn:p:late")).Status);
        await other.CreateAsync("urn:p:late");
        Assert.Equal(200, (await other.GetAsync("/ngsi-ld/v1/temporal/entities/urn:p:1")).Status);
    }

    [Fact]
    public async Task Nothing_is_written_over_and_no_nonsense_is_restored()
    {
        using var folder = new TestFolder();
        await (await ServerProcess.StartAsync(folder)).DisposeAsync();
        folder.Write("there.db", "x");
        folder.Write("nonsense.db", new string('x', 10_000));

        var over = await Launch.RunAsync(folder, "backup", "there.db");
        var onto = await Launch.RunAsync(folder, "restore", "there.db");
        var nonsense = await Launch.RunAsync(folder, "restore", "--data", "other", "nonsense.db");
        var missing = await Launch.RunAsync(folder, "restore", "--data", "other", "missing.db");
        var none = await Launch.RunAsync(folder, "backup", "--data", "nowhere", "new.db");
        var unnamed = await Launch.RunAsync(folder, "backup");

        Assert.Equal([1, 1, 1, 1, 1, 2], new[] { over, onto, nonsense, missing, none, unnamed }.Select(result => result.Code));
        Assert.Contains("exists already", over.Errors, StringComparison.Ordinal);
        Assert.Contains("exists already", onto.Errors, StringComparison.Ordinal);
        Assert.Contains("no store, or damaged", nonsense.Errors, StringComparison.Ordinal);
        Assert.Contains("there is no file", missing.Errors, StringComparison.Ordinal);
        Assert.Contains("there is no store", none.Errors, StringComparison.Ordinal);
        Assert.Contains("backup needs a FILE to write", unnamed.Errors, StringComparison.Ordinal);
        Assert.False(File.Exists(folder.File("other/context.db")));
        Assert.Equal("x", await File.ReadAllTextAsync(folder.File("there.db"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Of_PostgreSQL_it_says_what_to_use()
    {
        using var folder = new TestFolder();

        var result = await Launch.RunAsync(folder, "backup", "--store", "postgresql", "--connection", "Host=x", "copy.db");

        Assert.Equal(2, result.Code);
        Assert.Contains("pg_dump", result.Errors, StringComparison.Ordinal);
    }
}
