using System.Net.Http.Headers;
using System.Text;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Federation;

/// <summary>Asks context sources over HTTP.</summary>
/// <param name="client">Follows no redirects and reaches only what the egress rule allows.</param>
/// <param name="clock">Ends requests.</param>
/// <param name="maxAnswer">How many bytes an answer may have.</param>
internal sealed class HttpContextSource(HttpMessageInvoker client, TimeProvider clock, int maxAnswer) : IContextSource
{
    private const int MaxValues = 64;

    /// <inheritdoc/>
    public async ValueTask<RemoteReply> SendAsync(RemoteCall call, CancellationToken cancel)
    {
        using var either = new CancellationTokenSource(call.Timeout, clock);
        await using var caller = cancel.UnsafeRegister(static either => ((CancellationTokenSource)either!).Cancel(), either);
        try
        {
            try
            {
                return await AskAsync(call, either.Token);
            }
            catch (HttpRequestException failure) when (
                failure.HttpRequestError == HttpRequestError.ResponseEnded && call is { MayRepeat: true, ContentType: not null })
            {
                // A connection that was kept may have been closed at the other end. What has no body the client itself says again.
                return await AskAsync(call, either.Token);
            }
        }
        catch (Exception late) when (late is OperationCanceledException || (late is HttpRequestException && either.IsCancellationRequested))
        {
            // A connection that is torn down by that may fail in other ways first.
            cancel.ThrowIfCancellationRequested();
            return RemoteReply.Silent;
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException && !cancel.IsCancellationRequested)
        {
            return failure is IOException || IsBroken(failure) ? RemoteReply.Unusable : RemoteReply.Silent;
        }
    }

    private static bool IsBroken(Exception failure) =>
        failure is HttpRequestException { HttpRequestError: HttpRequestError.ResponseEnded or HttpRequestError.InvalidResponse };

    private async ValueTask<RemoteReply> AskAsync(RemoteCall call, CancellationToken cancel)
    {
        using var request = Request(call);
        using var response = await client.SendAsync(request, cancel);
        var reply = new RemoteReply(RemoteResult.Answered, (int)response.StatusCode, default)
        {
            Links = Values(response.Headers, "Link"),
            Warnings = Values(response.Headers, "NGSILD-Warning"),
            // Not what the framework takes for a range: it is read as text.
            Range = response.Content.Headers.NonValidated.TryGetValues("Content-Range", out var ranges) ? ranges.ToString() : null,
        };
        // A redirect would have the source choose where data goes.
        if (reply.Status is >= 300 and < 400)
            return RemoteReply.Unusable;
        return await BoundedReading.ReadAsync(response.Content, maxAnswer, cancel) is { } body ? reply with { Body = body } : RemoteReply.Unusable;
    }

    private static HttpRequestMessage Request(RemoteCall call)
    {
        var request = new HttpRequestMessage(HttpMethod.Parse(call.Method), call.Uri);
        foreach (var (name, value) in call.Headers.Where(header => HeaderText.Fits(header.Key, header.Value)))
            request.Headers.TryAddWithoutValidation(name, value);
        if (call.ContentType is null)
            return request;
        request.Content = new ReadOnlyMemoryContent(call.Body);
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(call.ContentType);
        request.Content.Headers.ContentLength = call.Body.Length;
        return request;
    }

    private static string[] Values(HttpResponseHeaders headers, string name) =>
        headers.TryGetValues(name, out var values) ? [.. values.Where(value => Encoding.UTF8.GetByteCount(value) < 4096).Take(MaxValues)] : [];
}
