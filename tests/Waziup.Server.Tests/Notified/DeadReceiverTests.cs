using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Waziup.Server.Tests.Notified;

/// <summary>One receiver of a hundred takes connections and never answers: the others are told everything, and memory stays bounded.</summary>
[Collection("Notified")]
public sealed class DeadReceiverTests
{
    private const int Receivers = 100;
    private const long MaxResidentBytes = 512L << 20;

    private static readonly int Changes = Environment.GetEnvironmentVariable("WAZIUP_FULL") is { Length: > 0 } ? 1_000_000 : 20_000;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_never_answers_delays_nobody()
    {
        using var folder = new TestFolder();
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        await using var receiver = await Receiver.StartAsync();
        await using var server = await ServerProcess.StartAsync(folder, "--notification-timeout", "2");
        for (var i = 0; i < Receivers; i++)
        {
            var url = i == 0 ? $"http://127.0.0.1:{((IPEndPoint)silent.LocalEndpoint).Port}/0" : $"{receiver.Address}/{i}";
            var (status, answer) = await server.SendAsync(HttpMethod.Post, "/ngsi-ld/v1/subscriptions",
                $$$"""{"id":"urn:s:{{{i}}}","type":"Subscription","entities":[{"type":"Kind{{{i}}}"}],"notification":{"endpoint":{"uri":"{{{url}}}"} } }""");
            Assert.True(status == 201, answer);
        }
        var highest = 0L;
        var turns = Changes / Receivers;
        for (var turn = 1; turn <= turns; turn++)
        {
            var (status, answer) = await server.SendAsync(HttpMethod.Post, "/ngsi-ld/v1/entityOperations/upsert", Batch(turn));
            Assert.True(status is 201 or 204, $"{status} {answer}");
            if (turn % 100 == 0)
                highest = Math.Max(highest, server.ResidentBytes);
        }
        for (var i = 1; i < Receivers; i++)
        {
            while (receiver.Last($"{i}", $"urn:p:{i}") != turns)
                await Task.Delay(20, Cancel);
            var told = receiver.Told[($"{i}", $"urn:p:{i}")];
            Assert.True(told.Select(one => one.Value).SequenceEqual(Enumerable.Range(1, turns)), $"receiver {i} was told something else");
        }
        highest = Math.Max(highest, server.ResidentBytes);
        // Its first attempt may still be under way.
        string dead;
        while (!(dead = (await server.GetAsync("/ngsi-ld/v1/subscriptions/urn:s:0")).Body).Contains("\"status\":\"failed\"", StringComparison.Ordinal))
            await Task.Delay(50, Cancel);
        TestContext.Current.TestOutputHelper!.WriteLine($"{Changes} changes, {receiver.Count} notifications, at most {highest >> 20} MB; the dead one: {dead}");
        Assert.InRange(highest, 0, MaxResidentBytes);
    }

    private static string Batch(int turn)
    {
        var body = new StringBuilder("[");
        for (var i = 0; i < Receivers; i++)
        {
            body.Append(CultureInfo.InvariantCulture,
                $$$"""{{{(i == 0 ? "" : ",")}}}{"id":"urn:p:{{{i}}}","type":"Kind{{{i}}}","n":{"type":"Property","value":{{{turn}}} } }""");
        }
        return body.Append(']').ToString();
    }
}
