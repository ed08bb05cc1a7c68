namespace Waziup.Server.Tests.Faults;

/// <summary>kill -9 in the midst of writes: what was acknowledged is there, nothing is there by half.</summary>
public sealed class KillTests : IDisposable
{
    private static readonly int Kills = Environment.GetEnvironmentVariable("WAZIUP_FULL") is { Length: > 0 } ? 30 : 3;

    private readonly DataFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Every_acknowledged_write_survives_kills()
    {
        var random = new Random(20260101);
        var load = new WriteLoad();
        for (var kill = 1; kill <= Kills; kill++)
        {
            await using (var server = await ServerProcess.StartAsync(_folder.Path))
            {
                if (kill == 1)
                    await WriteLoad.PrepareAsync(server);
                await load.KillAfterAsync(server, random.Next(10, 400));
            }
            await using var storage = await ServerProcess.OpenAsync(_folder.Path);
            TestContext.Current.TestOutputHelper!.WriteLine($"kill {kill}: {await StoreCheck.CompareAsync(storage, load)}");
        }
        Assert.True(load.Acknowledged >= 10 * Kills, "hardly anything was written");

        await using var last = await ServerProcess.StartAsync(_folder.Path);
        var (status, body) = await last.AnswerAsync(HttpMethod.Get, $"entities/{load.Entities.Keys.First()}");
        Assert.Equal(200, (int)status);
        Assert.Contains("moisture", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_server_on_the_same_store_does_not_start()
    {
        await using var server = await ServerProcess.StartAsync(_folder.Path);

        var (code, told) = await ServerProcess.RefusalAsync(_folder.Path);

        Assert.NotEqual(0, code);
        Assert.Contains(_folder.At("context.db"), told, StringComparison.Ordinal);
        Assert.Contains("in use by another process", told, StringComparison.Ordinal);
    }
}
