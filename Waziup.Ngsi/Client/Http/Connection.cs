using System.Net.Http.Headers;

namespace Waziup.Ngsi.Client.Http;

/// <summary>Sends requests and sees to what all of them have in common: tenant, @context, media types, repetition, errors.</summary>
internal sealed class Connection(HttpClient http, NgsiLdClientOptions options)
{
    private const string Json = "application/json";
    private const string JsonLd = "application/ld+json";
    private const string Root = "ngsi-ld/v1/";

    public NgsiLdClientOptions Options => options;

    public HttpClient Http => http;

    /// <summary>Sends a request, and again where the broker puts it off and the options allow it.</summary>
    /// <returns>A successful answer, of which only the head was read; the caller disposes it.</returns>
    /// <exception cref="NgsiLdClientException">The broker refused.</exception>
    public async Task<HttpResponseMessage> SendAsync(Ask ask, CancellationToken cancel)
    {
        for (var attempt = 0; ; attempt++)
        {
            using var request = Write(ask);
            var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel);
            if (response.IsSuccessStatusCode)
                return response;
            TimeSpan pause;
            using (response)
            {
                if (Repetition.Delay(response, attempt, options) is not { } delay)
                    throw await Problem.ReadAsync(response, options, cancel);
                pause = delay;
            }

            // Only now: an answer that is open holds its connection.
            await Task.Delay(pause, options.Clock, cancel);
        }
    }

    /// <summary>Sends a request of whose answer only the status matters.</summary>
    public async Task SendOnlyAsync(Ask ask, CancellationToken cancel)
    {
        using var response = await SendAsync(ask, cancel);
    }

    private HttpRequestMessage Write(Ask ask)
    {
        var request = new HttpRequestMessage(ask.Method, Target(ask.Path));
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(ask.ForEntities && options.ContextInAnswers ? JsonLd : Json));
        if (!string.IsNullOrEmpty(options.Tenant))
            request.Headers.Add("NGSILD-Tenant", options.Tenant);
        if (options.Context is { } context && ask.Body is not { HasContext: true })
            request.Headers.Add("Link", $"<{context.AbsoluteUri}>; rel=\"http://www.w3.org/ns/json-ld#context\"; type=\"application/ld+json\"");
        if (ask.Body is { } body)
        {
            request.Content = new ReadOnlyMemoryContent(body.Utf8);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue(body.HasContext ? JsonLd : Json);
        }
        return request;
    }

    // The address may be that of the broker, or that of its API.
    private Uri Target(string path)
    {
        var address = http.BaseAddress ?? throw new InvalidOperationException("the HttpClient of an NgsiLdClient needs a BaseAddress");
        var text = address.GetLeftPart(UriPartial.Path).TrimEnd('/') + "/";
        return new Uri((text.EndsWith('/' + Root, StringComparison.Ordinal) ? text : text + Root) + path);
    }
}
