using System.Net.Http.Headers;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Sensors.Providers;

namespace Waziup.Ngsi.Sensors.Pulling;

/// <summary>Asks providers over HTTP.</summary>
/// <param name="client">Follows no redirects of its own and reaches only what the egress rule allows.</param>
/// <param name="clock">Ends requests, and tells how far a date is away.</param>
internal sealed class ProviderClient(HttpMessageInvoker client, TimeProvider clock)
{
    /// <summary>How long an answer may take, to its last byte.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private const int MaxRedirects = 3;
    private const int MaxKept = 500;

    /// <summary>Asks once.</summary>
    /// <param name="provider">Whom.</param>
    /// <param name="state">What he said last; he need not say it again.</param>
    /// <param name="cancel">Ends the request.</param>
    public async ValueTask<Fetched> FetchAsync(Provider provider, ProviderState state, CancellationToken cancel)
    {
        using var time = new CancellationTokenSource(Limit, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(time.Token, cancel);
        try
        {
            return await FollowAsync(provider, state, either.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return Failed($"no answer in {Limit.TotalSeconds} s");
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException or InvalidDataException or InvalidOperationException)
        {
            // A connection that is torn down by that may fail in other ways first.
            cancel.ThrowIfCancellationRequested();
            return Failed(failure.Message);
        }
    }

    private async ValueTask<Fetched> FollowAsync(Provider provider, ProviderState state, CancellationToken cancel)
    {
        var target = provider.Url;
        for (var step = 0; step <= MaxRedirects; step++)
        {
            using var request = RequestOf(provider, state, target);
            using var response = await client.SendAsync(request, cancel);
            if ((int)response.StatusCode is not (301 or 302 or 303 or 307 or 308))
                return await ReadAsync(response, cancel);
            // Never from https back to http, nor to anything else. Each address is checked anew, as each is dialled.
            if (!Uri.TryCreate(target, response.Headers.Location, out var next) || !(next.Scheme == Uri.UriSchemeHttps || next.Scheme == target.Scheme))
                return Failed($"answered with {(int)response.StatusCode}, to an address that may not be followed");
            target = next;
        }
        return Failed($"behind more than {MaxRedirects} redirects");
    }

    private static HttpRequestMessage RequestOf(Provider provider, ProviderState state, Uri target)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, target);
        // What a provider is shown is not for whom he names.
        if (target.GetLeftPart(UriPartial.Authority) == provider.Url.GetLeftPart(UriPartial.Authority))
        {
            foreach (var (name, value) in provider.Headers)
                request.Headers.TryAddWithoutValidation(name, value);
            Ask("If-None-Match", state.ETag);
            Ask("If-Modified-Since", state.LastModified);
        }
        if (!request.Headers.NonValidated.Contains("Accept"))
            request.Headers.TryAddWithoutValidation("Accept", "application/json");
        if (!request.Headers.NonValidated.Contains("User-Agent"))
            request.Headers.TryAddWithoutValidation("User-Agent", "Waziup");
        return request;

        void Ask(string name, string? value)
        {
            if (value is not null && HeaderText.Fits(name, value))
                request.Headers.TryAddWithoutValidation(name, value);
        }
    }

    private async ValueTask<Fetched> ReadAsync(HttpResponseMessage response, CancellationToken cancel)
    {
        if ((int)response.StatusCode == 304)
            return new Fetched { IsUnchanged = true };
        if (!response.IsSuccessStatusCode)
            return Failed($"answered with {(int)response.StatusCode}") with { Wish = WishOf(response.Headers.RetryAfter) };
        if (await BoundedReading.ReadAsync(response.Content, RowMapping.MaxBytes, cancel) is not { } body)
            return Failed($"the answer has more than {RowMapping.MaxBytes} bytes");
        return new Fetched { Body = body, ETag = Kept(response.Headers, "ETag"), LastModified = Kept(response.Content.Headers, "Last-Modified") };
    }

    private TimeSpan? WishOf(RetryConditionHeaderValue? wish) => wish?.Delta ?? (wish?.Date is { } date ? date - clock.GetUtcNow() : null);

    private static string? Kept(HttpHeaders headers, string name) =>
        headers.NonValidated.TryGetValues(name, out var values) && values.ToString() is { Length: > 0 and <= MaxKept } text && HeaderText.Fits(name, text) ? text : null;

    private static Fetched Failed(string error) => new() { Error = error };
}
