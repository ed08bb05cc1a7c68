using System.Net.Http.Headers;

namespace Waziup.Ngsi.AspNetCore.Tests.Feeds;

/// <summary>Reads a live feed, event by event.</summary>
sealed class FeedReader : IDisposable
{
    private readonly HttpClient _client;
    private readonly HttpResponseMessage _response;
    private readonly StreamReader _lines;

    private FeedReader(HttpClient client, HttpResponseMessage response, Stream body) => (_client, _response, _lines) = (client, response, new StreamReader(body));

    /// <summary>What the client would name when it came back.</summary>
    public string LastId { get; private set; } = "";

    public HttpResponseMessage Response => _response;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Opens a feed, and reads what says that it is open.</summary>
    public static async Task<FeedReader> OpenAsync(TestBroker broker, string query, string? lastId = null, params string[] headers)
    {
        var (feed, refusal) = await TryOpenAsync(broker, query, lastId, headers);
        return feed ?? throw new InvalidOperationException($"the feed was refused: {refusal}");
    }

    /// <summary>Opens a feed, or says what else was answered.</summary>
    public static async Task<(FeedReader? Feed, string Refusal)> TryOpenAsync(TestBroker broker, string query, string? lastId = null, params string[] headers)
    {
        var client = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(broker.Address, "/ngsi-ld/v1/entities?" + query));
        request.Headers.Accept.Add(MediaTypeWithQualityHeaderValue.Parse("text/event-stream"));
        if (lastId is not null)
            request.Headers.Add("Last-Event-ID", lastId);
        foreach (var header in headers)
            request.Headers.TryAddWithoutValidation(header[..header.IndexOf(':', StringComparison.Ordinal)], header[(header.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim());
        var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancel);
        if (response.Content.Headers.ContentType?.ToString() == "text/event-stream")
            return (new FeedReader(client, response, await response.Content.ReadAsStreamAsync(Cancel)), "");
        using (client)
        using (response)
            return (null, $"{(int)response.StatusCode} {await response.Content.ReadAsStringAsync(Cancel)}");
    }

    /// <summary>The next block: the name of the event and its data; both empty where it only tells where the feed has come to.</summary>
    public async Task<(string Event, string Data)> NextAsync()
    {
        var (name, data) = ("", "");
        while (await _lines.ReadLineAsync(Cancel).AsTask().WaitAsync(TimeSpan.FromSeconds(10), Cancel) is { } line)
        {
            if (line.Length == 0)
                return (name, data);
            if (line.StartsWith("event: ", StringComparison.Ordinal))
                name = line[7..];
            else if (line.StartsWith("data: ", StringComparison.Ordinal))
                data = line[6..];
            else if (line.StartsWith("id: ", StringComparison.Ordinal))
                LastId = line[4..];
        }
        throw new EndOfStreamException("the feed has ended");
    }

    public void Dispose()
    {
        _lines.Dispose();
        _response.Dispose();
        _client.Dispose();
    }
}
