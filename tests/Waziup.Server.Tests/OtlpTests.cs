using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Waziup.Server.Tests;

public class OtlpTests
{
    [Fact]
    public async Task Traces_and_metrics_are_sent_at_the_latest_when_the_server_stops()
    {
        var address = $"http://127.0.0.1:{FreePort()}";
        using var collector = new HttpListener { Prefixes = { address + "/" } };
        collector.Start();
        var received = new ConcurrentDictionary<string, string>();
        var collecting = CollectAsync(collector, received);
        using var folder = new TestFolder();
        await using (var server = await ServerProcess.StartAsync(folder, "--otlp-endpoint", address))
        {
            await server.CreateAsync("urn:p:1");
            server.Signal("TERM");
            Assert.Equal(0, await server.EndAsync());
        }
        collector.Stop();
        await collecting;

        Assert.Equal(["/v1/metrics", "/v1/traces"], received.Keys.Order(StringComparer.Ordinal));
        // Protocol buffers keep texts as they are.
        Assert.Contains("waziup.sqlite.commit.group", received["/v1/metrics"], StringComparison.Ordinal);
        Assert.Contains("waziup.request.duration", received["/v1/metrics"], StringComparison.Ordinal);
        Assert.Contains("POST", received["/v1/traces"], StringComparison.Ordinal);
        Assert.All(received.Values, message => Assert.Contains("service.name", message, StringComparison.Ordinal));
    }

    static async Task CollectAsync(HttpListener collector, ConcurrentDictionary<string, string> received)
    {
        try
        {
            while (true)
            {
                var context = await collector.GetContextAsync();
                using var reader = new StreamReader(context.Request.InputStream, Encoding.Latin1);
                var message = await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
                received.AddOrUpdate(context.Request.Url!.AbsolutePath, message, (_, before) => before + message);
                context.Response.Close();
            }
        }
        catch (Exception ended) when (ended is HttpListenerException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
