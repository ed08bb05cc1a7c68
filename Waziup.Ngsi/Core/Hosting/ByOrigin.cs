namespace Waziup.Ngsi.Hosting;

/// <summary>Sends requests to trusted origins by connections on which a certificate is shown, all others by connections of their own.</summary>
internal sealed class ByOrigin(HttpMessageInvoker usual, HttpMessageInvoker trusted, ISet<string> origins) : HttpMessageHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        (origins.Contains(request.RequestUri!.GetLeftPart(UriPartial.Authority)) ? trusted : usual).SendAsync(request, cancellationToken);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            usual.Dispose();
            trusted.Dispose();
        }
        base.Dispose(disposing);
    }
}
