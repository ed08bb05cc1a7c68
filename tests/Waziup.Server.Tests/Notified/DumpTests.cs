using Waziup.Ngsi.PostgreSql.Tests;

namespace Waziup.Server.Tests.Notified;

/// <summary>A database that was dumped and restored elsewhere goes on notifying: what was not told there is told here, and what comes too.</summary>
[Collection("Notified")]
public sealed class DumpTests
{
    private const string Schema = "waziup";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Notifying_goes_on_in_another_cluster()
    {
        using var folder = new TestFolder();
        await using var old = await Cluster.OwnAsync();
        await using var other = await Cluster.OwnAsync();
        await using var receiver = await Receiver.StartAsync();
        await using (var server = await ServerProcess.StartAsync(folder, Store(old)))
        {
            var (status, answer) = await server.SendAsync(HttpMethod.Post, "/ngsi-ld/v1/subscriptions",
                $$$"""{"id":"urn:s:1","type":"Subscription","entities":[{"type":"Plot"}],"notification":{"endpoint":{"uri":"{{{receiver.Address}}}/1"} } }""");
            Assert.True(status == 201, answer);
            // The old cluster has seen far more transactions than the new one.
            for (var i = 1; i <= 300; i++)
                await WriteAsync(server, i);
            await UntilAsync(receiver, 300);
            server.Signal("KILL");
        }

        await old.DumpAsync(other, Schema);

        await using var again = await ServerProcess.StartAsync(folder, Store(other));
        await WriteAsync(again, 301);
        await UntilAsync(receiver, 301);
        var first = receiver.Told[("1", "urn:p:1")].Select(one => one.Value).Distinct().ToList();
        Assert.Equal(Enumerable.Range(1, 301), first);
    }

    private static string[] Store(Cluster cluster) => ["--store", "postgresql", "--connection", cluster.Connection, "--schema", Schema];

    private static async Task WriteAsync(ServerProcess server, int value)
    {
        var (status, answer) = await server.SendAsync(HttpMethod.Post, "/ngsi-ld/v1/entityOperations/upsert",
            $$$"""[{"id":"urn:p:1","type":"Plot","n":{"type":"Property","value":{{{value}}} } }]""");
        Assert.True(status is 201 or 204, $"{status} {answer}");
    }

    private static async Task UntilAsync(Receiver receiver, int value)
    {
        while (receiver.Last("1", "urn:p:1") != value)
            await Task.Delay(20, Cancel);
    }
}
