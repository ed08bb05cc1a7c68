using Waziup.Ngsi.PostgreSql.Tests;

namespace Waziup.Server.Tests.Notified;

/// <summary>Two servers on one database, of which one after the other is killed: every acknowledged change is told, per entity in order.</summary>
[Collection("Notified")]
public sealed class NodeTests : IAsyncLifetime
{
    private static readonly bool IsFull = Environment.GetEnvironmentVariable("WAZIUP_FULL") is { Length: > 0 };

    // In full: every 10 s for 5 minutes.
    private static readonly int Kills = IsFull ? 30 : 3;
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(IsFull ? 10 : 2);

    private readonly string _schema = Cluster.NewSchema();
    private Cluster _cluster = null!;

    private string[] Store => ["--store", "postgresql", "--connection", _cluster.Connection, "--schema", _schema];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _cluster = await Cluster.SharedAsync();

    public async ValueTask DisposeAsync()
    {
        if (_cluster is not null)
            await _cluster.ExecuteAsync($"drop schema if exists {_schema} cascade");
    }

    [Fact]
    public async Task Every_acknowledged_change_is_told_though_nodes_are_killed()
    {
        using var folder = new TestFolder();
        await using var receiver = await Receiver.StartAsync();
        using var load = new NotifiedLoad(receiver);
        var nodes = new ServerProcess?[] { await ServerProcess.StartAsync(folder, Store), await ServerProcess.StartAsync(folder, Store) };
        try
        {
            await load.PrepareAsync(nodes[0]!.Address);
            using var stop = new CancellationTokenSource();
            var writing = load.RunAsync(() => [.. nodes.OfType<ServerProcess>().Select(node => node.Address)], stop.Token);
            for (var kill = 0; kill < Kills; kill++)
            {
                await Task.Delay(Between, Cancel);
                var victim = nodes[kill % 2]!;
                nodes[kill % 2] = null;
                victim.Signal("KILL");
                await victim.DisposeAsync();
                nodes[kill % 2] = await ServerProcess.StartAsync(folder, Store);
            }
            await stop.CancelAsync();
            await writing;
            TestContext.Current.TestOutputHelper!.WriteLine($"{Kills} kills: {await load.CompareAsync(nodes[0]!.Address)}");
            Assert.True(load.Acknowledged >= 20 * Kills, "hardly anything was written");
        }
        finally
        {
            foreach (var node in nodes.OfType<ServerProcess>())
                await node.DisposeAsync();
        }
    }

    [Fact]
    public async Task What_is_subscribed_at_one_node_is_told_of_a_change_at_the_other_at_once()
    {
        using var folder = new TestFolder();
        await using var receiver = await Receiver.StartAsync();
        await using var one = await ServerProcess.StartAsync(folder, Store);
        await using var two = await ServerProcess.StartAsync(folder, Store);
        // Whichever of them notifies: a subscription acknowledged by one counts for the very next change at the other.
        for (var i = 1; i <= 20; i++)
        {
            var (subscribes, writes) = i % 2 == 0 ? (one, two) : (two, one);
            var (status, answer) = await subscribes.SendAsync(HttpMethod.Post, "/ngsi-ld/v1/subscriptions",
                $$$"""{"id":"urn:s:{{{i}}}","type":"Subscription","entities":[{"type":"Kind{{{i}}}"}],"notification":{"endpoint":{"uri":"{{{receiver.Address}}}/{{{i}}}"} } }""");
            Assert.True(status == 201, answer);
            (status, answer) = await writes.SendAsync(HttpMethod.Post, "/ngsi-ld/v1/entities",
                $$$"""{"id":"urn:p:{{{i}}}","type":"Kind{{{i}}}","n":{"type":"Property","value":{{{i}}} } }""");
            Assert.True(status == 201, answer);
        }
        for (var i = 1; i <= 20; i++)
        {
            while (receiver.Last($"{i}", $"urn:p:{i}") != i)
                await Task.Delay(20, Cancel);
        }
    }
}
