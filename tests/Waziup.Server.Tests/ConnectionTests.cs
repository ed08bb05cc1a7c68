namespace Waziup.Server.Tests;

public class ConnectionTests
{
    const string Ping = "GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n";

    [Fact]
    public async Task Connections_beyond_the_bound_are_closed_and_those_before_are_served()
    {
        using var folder = new TestFolder();
        await using var server = await ServerProcess.StartAsync(folder, "--store", "memory", "--max-connections", "2");
        using var first = await RawConnection.OpenAsync(server.Address);
        using var second = await RawConnection.OpenAsync(server.Address);
        await first.SendAsync(Ping);
        await second.SendAsync(Ping);
        Assert.Equal((200, 200), (await first.ReadStatusAsync(), await second.ReadStatusAsync()));

        using var third = await RawConnection.OpenAsync(server.Address);

        Assert.Equal(0, await third.ReadStatusAsync());
    }

    [Fact]
    [Trait("Category", "Long")]
    public async Task Who_sends_more_slowly_than_the_least_rate_is_cut_off()
    {
        using var folder = new TestFolder();
        await using var server = await ServerProcess.StartAsync(folder, "--store", "memory", "--min-rate", "10000", "--body-timeout", "3600");
        using var slow = await RawConnection.OpenAsync(server.Address);
        await slow.SendAsync("POST /ngsi-ld/v1/entities HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 1000000\r\n\r\n{");

        Assert.Equal(408, await slow.ReadStatusAsync());
        Assert.Equal(200, (await server.GetAsync("/health/ready")).Status);
    }

    [Fact]
    [Trait("Category", "Long")]
    public async Task Who_reads_more_slowly_than_the_least_rate_is_cut_off()
    {
        using var folder = new TestFolder();
        await using var server = await ServerProcess.StartAsync(folder, "--store", "memory", "--min-rate", "1000000");
        var large = $$$"""{"id":"urn:p:1","type":"Plot","a":{"type":"Property","value":"{{{new string('x', 15 << 20)}}}"}}""";
        Assert.Equal(201, (await server.SendAsync(HttpMethod.Post, "/ngsi-ld/v1/entities", large)).Status);
        using var slow = await RawConnection.OpenAsync(server.Address);
        await slow.SendAsync("GET /ngsi-ld/v1/entities/urn:p:1 HTTP/1.1\r\nHost: localhost\r\n\r\n");

        // It reads nothing at all; the server tells in its metrics when it has given up.
        for (var tries = 0; !await HasCutOffAsync(server); tries++)
        {
            Assert.True(tries < 300, "the connection is still open");
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }
    }

    static async Task<bool> HasCutOffAsync(ServerProcess server)
    {
        var (_, text) = await server.GetAsync("/metrics");
        return text.Contains("error_type=\"min_response_data_rate\"", StringComparison.Ordinal);
    }
}
