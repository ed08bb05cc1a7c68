using Waziup.Ngsi.Json;

namespace Waziup.Ngsi.JsonLd;

/// <summary>Fetches context documents over HTTP, within the bounds of <see cref="ContextOptions" />.</summary>
/// <remarks>
/// Which addresses may be called is the business of the client's handler: give it a connect callback that checks them. It must not follow
/// redirects by itself (<c>AllowAutoRedirect = false</c>), since this class counts them and checks where they lead; an answer that was
/// redirected behind its back is refused. The time limit is kept by <see cref="ContextCache" />, for all loaders.
/// </remarks>
public sealed class HttpContextLoader : IContextLoader
{
    private readonly HttpClient _client;
    private readonly TimeProvider _clock;
    private readonly ContextOptions _options;

    /// <summary>Makes a loader.</summary>
    /// <param name="client">Sends the requests; it stays the caller's.</param>
    /// <param name="clock">Tells how far an expiry date is away.</param>
    /// <param name="options">Bounds.</param>
    public HttpContextLoader(HttpClient client, TimeProvider clock, ContextOptions options)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(clock);
        ArgumentNullException.ThrowIfNull(options);
        _client = client;
        _clock = clock;
        _options = options;
    }

    /// <inheritdoc />
    public async ValueTask<LoadedContext> LoadAsync(Uri context, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(context);
        try
        {
            var target = context;
            for (var step = 0; step <= _options.MaxRedirects; step++)
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, target);
                request.Headers.Accept.ParseAdd("application/ld+json");
                request.Headers.Accept.ParseAdd("application/json; q=0.9");
                using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel);
                if (response.RequestMessage?.RequestUri is { } answered && answered != target)
                    throw Failed(context, "was redirected unseen");

                if (NextOf(response) is not { } next)
                    return new LoadedContext(await ReadAsync(context, response, cancel), LifetimeOf(response));

                target = Follow(context, target, next);
            }

            throw Failed(context, $"is behind more than {_options.MaxRedirects} redirects");
        }
        catch (Exception failure) when (IsFailure(failure, cancel))
        {
            throw new JsonLdException(JsonLdErrorCode.LoadingFailed, $"The context {context} cannot be fetched.", failure);
        }
    }

    /// <summary>Where to look instead: a redirect, or the JSON-LD alternate of an answer that is not JSON-LD itself.</summary>
    private static string? NextOf(HttpResponseMessage response)
    {
        if ((int)response.StatusCode is 301 or 302 or 303 or 307 or 308)
            return response.Headers.Location?.OriginalString;

        var mediaType = response.Content.Headers.ContentType?.MediaType;
        return response.IsSuccessStatusCode && !string.Equals(mediaType, "application/ld+json", StringComparison.OrdinalIgnoreCase)
            && response.Headers.TryGetValues("Link", out var links)
            ? AlternateLink.Find(links)
            : null;
    }

    // Only to http and https, and never from https back to http.
    private static Uri Follow(Uri context, Uri from, string reference)
    {
        var isUsable = Uri.TryCreate(from, reference, out var next)
            && (next.Scheme == Uri.UriSchemeHttps || (next.Scheme == Uri.UriSchemeHttp && from.Scheme == Uri.UriSchemeHttp));
        return isUsable ? next! : throw Failed(context, "is redirected to an address that may not be followed");
    }

    private async ValueTask<byte[]> ReadAsync(Uri context, HttpResponseMessage response, CancellationToken cancel)
    {
        if (!response.IsSuccessStatusCode)
            throw Failed(context, $"is answered with status {(int)response.StatusCode}");

        return await BoundedReading.ReadAsync(response.Content, _options.MaxDocumentBytes, cancel) ?? throw TooLarge(context);
    }

    /// <summary>How long the origin allows a shared cache to keep it (RFC 9111 4.2.1).</summary>
    private TimeSpan? LifetimeOf(HttpResponseMessage response)
    {
        var age = response.Headers.Age ?? TimeSpan.Zero;
        if (response.Headers.CacheControl is { } control)
        {
            if (control.NoStore || (control.NoCache && control.NoCacheHeaders.Count == 0))
                return TimeSpan.Zero;

            if ((control.SharedMaxAge ?? control.MaxAge) is { } longest)
                return AtLeastZero(longest - age);
        }

        if (!response.Content.Headers.NonValidated.Contains("Expires"))
            return null;

        // RFC 9111 5.3: an Expires that is no date means the past.
        return response.Content.Headers.Expires is { } expires
            ? AtLeastZero(expires - (response.Headers.Date ?? _clock.GetUtcNow()))
            : TimeSpan.Zero;
    }

    // A cancellation that the caller did not ask for is the client's own time limit.
    private static bool IsFailure(Exception exception, CancellationToken cancel) =>
        exception is HttpRequestException or IOException || (exception is OperationCanceledException && !cancel.IsCancellationRequested);

    private static TimeSpan AtLeastZero(TimeSpan time) => time > TimeSpan.Zero ? time : TimeSpan.Zero;

    private static JsonLdException Failed(Uri context, string why) => new(JsonLdErrorCode.LoadingFailed, $"The context {context} {why}.");

    private JsonLdException TooLarge(Uri context) =>
        new(JsonLdErrorCode.LoadingInvalid, $"The context {context} is larger than {_options.MaxDocumentBytes} bytes.");
}
