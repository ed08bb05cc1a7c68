using System.Net;
using Waziup.Ngsi.Broker;
using Waziup.Ngsi.Hosting;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Notifications;
using Waziup.Ngsi.Tests.Hosting;

namespace Waziup.Ngsi.Tests.Notifications;

/// <summary>What goes over the wire (6.3.8), and what an answer means.</summary>
public sealed class HttpNotifierTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_notification_is_posted_with_its_headers()
    {
        await using var receiver = Origin.Start(_ => Answer(200));

        var receipt = await DeliverAsync(receiver, delivery => delivery with
        {
            Tenant = Tenant("farm"),
            ContextUrl = "https://ctx.example/tank.jsonld",
            Endpoint = delivery.Endpoint with { ReceiverInfo = [new("Authorization", "Bearer t"), new("X-Farm", "é")] },
        });

        Assert.Equal(ReceiptResult.Delivered, receipt.Result);
        var request = Assert.Single(receiver.Requests);
        Assert.StartsWith("POST /notify?a=b HTTP/1.1", request, StringComparison.Ordinal);
        Assert.Contains("Content-Type: application/json\r\n", request, StringComparison.Ordinal);
        Assert.Contains("Link: <https://ctx.example/tank.jsonld>; rel=\"http://www.w3.org/ns/json-ld#context\"; type=\"application/ld+json\"\r\n", request, StringComparison.Ordinal);
        Assert.Contains("NGSILD-Tenant: farm\r\n", request, StringComparison.Ordinal);
        Assert.Contains("Authorization: Bearer t\r\n", request, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Content-Type", "text/plain")]
    [InlineData("content-length", "1")]
    [InlineData("Host", "elsewhere.example")]
    [InlineData("Transfer-Encoding", "chunked")]
    public async Task What_the_message_decides_is_not_the_receivers_to_set(string key, string value)
    {
        await using var receiver = Origin.Start(_ => Answer(200));

        await DeliverAsync(receiver, delivery => delivery with { Endpoint = delivery.Endpoint with { ReceiverInfo = [new(key, value)] } });

        Assert.DoesNotContain($": {value}\r\n", Assert.Single(receiver.Requests), StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData(200, ReceiptResult.Delivered)]
    [InlineData(204, ReceiptResult.Delivered)]
    [InlineData(302, ReceiptResult.Refused)]
    [InlineData(400, ReceiptResult.Refused)]
    [InlineData(404, ReceiptResult.Refused)]
    [InlineData(408, ReceiptResult.Failed)]
    [InlineData(429, ReceiptResult.Failed)]
    [InlineData(500, ReceiptResult.Failed)]
    [InlineData(503, ReceiptResult.Failed)]
    public async Task An_answer_says_what_to_do(int status, ReceiptResult expected)
    {
        await using var receiver = Origin.Start(_ => Answer(status));

        Assert.Equal(expected, (await DeliverAsync(receiver, delivery => delivery)).Result);
    }

    [Fact]
    public async Task Who_does_not_answer_has_failed()
    {
        await using var receiver = Origin.Start(_ => "");

        Assert.Equal(ReceiptResult.Failed, (await DeliverAsync(receiver, delivery => delivery with { Timeout = TimeSpan.FromMilliseconds(200) })).Result);
    }

    [Theory]
    [InlineData("X-A", "b\r\nX-Evil: 1")]
    [InlineData("X A", "b")]
    [InlineData("", "b")]
    [InlineData("X-A:", "b")]
    public void What_cannot_be_a_header_is_told(string key, string value)
    {
        using var client = new HttpClient();
        var endpoint = new NotificationEndpoint(new Uri("http://receiver.example/"), "application/json", [new(key, value)], [], null, null);

        Assert.NotNull(new HttpNotifier(client, TimeProvider.System).Check(endpoint));
    }

    private static async Task<Receipt> DeliverAsync(Origin receiver, Func<Delivery, Delivery> change)
    {
        var options = new NgsiLdOptions();
        options.Egress.OnlyPublic = false;
        using var client = OutgoingClient.ForNotifications(options);
        var endpoint = new NotificationEndpoint(new Uri($"http://127.0.0.1:{receiver.Port}/notify?a=b"), "application/json", [], [], null, null);
        var delivery = change(new Delivery("urn:n:1", endpoint, default, "{}"u8.ToArray(), null, TimeSpan.FromSeconds(5)));
        return await new HttpNotifier(client, TimeProvider.System).DeliverAsync(delivery, Cancel);
    }

    private static TenantId Tenant(string name) => TenantId.TryParse(name, out var tenant) ? tenant : throw new FormatException(name);

    private static string Answer(int status) => $"HTTP/1.1 {status} {(HttpStatusCode)status}\r\nContent-Length: 0\r\nLocation: http://127.0.0.1:1/\r\nConnection: close\r\n\r\n";
}
