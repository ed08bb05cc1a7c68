using System.Net;
using System.Net.Http.Headers;

namespace Waziup.Load.Replay;

/// <summary>The broker as the replay sees it: one HTTP client that tries again when the broker cannot be reached or is overloaded.</summary>
internal sealed class Broker : IDisposable
{
    static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(250);
    static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);
    static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(60);
    const int Attempts = 10;

    readonly HttpMessageInvoker _http = new(new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(5), UseCookies = false });
    readonly Uri _url;
    readonly string? _context;
    readonly TimeProvider _time;

    /// <param name="url">Where the broker listens; the API's path is added here.</param>
    /// <param name="context">The URL of the JSON-LD context in which names are written; null for the core context.</param>
    /// <param name="time">The clock of pauses and time limits.</param>
    public Broker(Uri url, string? context, TimeProvider time)
    {
        _url = url;
        _context = context;
        _time = time;
    }

    /// <summary>How often a request had to be repeated.</summary>
    public int Retries { get; private set; }

    public Task<Answer> GetAsync(string path, CancellationToken cancel) => SendAsync(HttpMethod.Get, path, default, cancel);

    /// <summary>Posts JSON. A repeated request may have been carried out before: only send what may arrive twice.</summary>
    public Task<Answer> PostAsync(string path, ReadOnlyMemory<byte> body, CancellationToken cancel) => SendAsync(HttpMethod.Post, path, body, cancel);

    public void Dispose() => _http.Dispose();

    async Task<Answer> SendAsync(HttpMethod method, string path, ReadOnlyMemory<byte> body, CancellationToken cancel)
    {
        var pause = FirstPause;
        for (var attempt = 1; ; attempt++)
        {
            string fault;
            try
            {
                var answer = await OnceAsync(method, path, body, cancel);
                if (!IsTemporary(answer.Status) || attempt == Attempts)
                    return answer;

                fault = $"the broker answered {(int)answer.Status}";
            }
            catch (Exception e) when (e is HttpRequestException or IOException || (e is OperationCanceledException && !cancel.IsCancellationRequested))
            {
                fault = e.Message;
                if (attempt == Attempts)
                    throw new IOException($"{method} {path}: gave up after {Attempts} attempts: {fault}", e);
            }

            Retries++;
            await Task.Delay(pause, _time, cancel);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    async Task<Answer> OnceAsync(HttpMethod method, string path, ReadOnlyMemory<byte> body, CancellationToken cancel)
    {
        using var limit = new CancellationTokenSource(RequestTimeout, _time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancel);
        using var request = new HttpRequestMessage(method, new Uri(_url, "/ngsi-ld/v1" + path));
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        if (_context is not null)
            request.Headers.Add("Link", $"<{_context}>; rel=\"http://www.w3.org/ns/json-ld#context\"; type=\"application/ld+json\"");

        if (!body.IsEmpty)
        {
            request.Content = new ReadOnlyMemoryContent(body);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }

        using var response = await _http.SendAsync(request, both.Token);
        return new Answer(response.StatusCode, await response.Content.ReadAsByteArrayAsync(both.Token));
    }

    static bool IsTemporary(HttpStatusCode status) =>
        status is HttpStatusCode.TooManyRequests or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout;
}
