using Waziup.Server.Tests.Faults;

namespace Waziup.Server.Tests.Notified;

/// <summary>kill -9 in the midst of writes and notifications: every acknowledged change is told at least once, per entity in order.</summary>
[Collection("Notified")]
public sealed class KillTests : IDisposable
{
    private static readonly int Kills = Environment.GetEnvironmentVariable("WAZIUP_FULL") is { Length: > 0 } ? 20 : 3;

    private readonly DataFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Every_acknowledged_change_is_told_though_the_server_is_killed()
    {
        var random = new Random(20261127);
        await using var receiver = await Receiver.StartAsync();
        using var load = new NotifiedLoad(receiver);
        for (var kill = 1; kill <= Kills; kill++)
        {
            await using var server = await Faults.ServerProcess.StartAsync(_folder.Path);
            if (kill == 1)
                await load.PrepareAsync(server.Address);
            using var stop = new CancellationTokenSource();
            var writing = load.RunAsync(() => [server.Address], stop.Token);
            await Task.Delay(random.Next(100, 1500), TestContext.Current.CancellationToken);
            await server.KillAsync();
            await stop.CancelAsync();
            await writing;
        }
        await using var last = await Faults.ServerProcess.StartAsync(_folder.Path);
        TestContext.Current.TestOutputHelper!.WriteLine($"{Kills} kills: {await load.CompareAsync(last.Address)}");
        Assert.True(load.Acknowledged >= 20 * Kills, "hardly anything was written");
    }
}
