using System.Net;
using System.Net.Http.Headers;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Notifications;

/// <summary>Posts notifications over HTTP (6.3.8).</summary>
/// <param name="client">Follows no redirects and reaches only what the egress rule allows.</param>
/// <param name="clock">Ends attempts.</param>
internal sealed class HttpNotifier(HttpMessageInvoker client, TimeProvider clock) : INotifier
{
    /// <inheritdoc/>
    public bool Handles(Uri endpoint) => endpoint.Scheme is "http" or "https";

    /// <inheritdoc/>
    public string? Check(NotificationEndpoint endpoint)
    {
        if (endpoint.Uri.Host.Length == 0)
            return "endpoint.uri names no host";
        foreach (var (key, value) in endpoint.ReceiverInfo)
        {
            if (!HeaderText.Fits(key, value))
                return $"receiverInfo: '{key}' and its value cannot be sent as an HTTP header";
        }
        return null;
    }

    /// <inheritdoc/>
    public async ValueTask<Receipt> DeliverAsync(Delivery delivery, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(delivery);
        using var request = new HttpRequestMessage(HttpMethod.Post, delivery.Endpoint.Uri) { Content = new ReadOnlyMemoryContent(delivery.Body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(delivery.Endpoint.Accept);
        foreach (var (key, value) in delivery.Endpoint.ReceiverInfo)
        {
            if (!HeaderText.IsOurs(key))
                request.Headers.TryAddWithoutValidation(key, value);
        }
        if (delivery.ContextUrl is { } context)
            request.Headers.TryAddWithoutValidation("Link", ContextLink.Of(context));
        if (delivery.Tenant != TenantId.Default)
        {
            request.Headers.Remove("NGSILD-Tenant");
            request.Headers.TryAddWithoutValidation("NGSILD-Tenant", delivery.Tenant.Value);
        }
        using var time = new CancellationTokenSource(delivery.Timeout, clock);
        using var ends = cancel.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), time);
        try
        {
            using var response = await client.SendAsync(request, time.Token);
            return Of(response.StatusCode);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return new Receipt(ReceiptResult.Failed, "no answer in time");
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException or InvalidOperationException)
        {
            // A connection that is torn down by that may fail in other ways first.
            cancel.ThrowIfCancellationRequested();
            return new Receipt(ReceiptResult.Failed, failure.Message);
        }
    }

    private static Receipt Of(HttpStatusCode status) => (int)status switch
    {
        >= 200 and < 300 => Receipt.Delivered,
        408 or 425 or 429 or >= 500 => new Receipt(ReceiptResult.Failed, $"answered with {(int)status}"),
        _ => new Receipt(ReceiptResult.Refused, $"answered with {(int)status}"),
    };
}
