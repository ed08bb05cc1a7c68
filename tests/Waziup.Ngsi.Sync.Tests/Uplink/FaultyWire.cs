using System.IO.Compression;
using System.Net;

namespace Waziup.Ngsi.Sync.Tests.Uplink;

/// <summary>What befalls a request on its way.</summary>
enum Fate
{
    Arrives,
    Lost,
    AnswerLost,
    Unavailable,
    TooMany,
    NotAuthorized,
    Moved,
}

/// <summary>What a way claims to have carried though it has not: the judgement has to notice that.</summary>
public enum Carelessness
{
    None,
    LostIsTaken,
    PastIsLost,
    DeletionsAreLost,
    ReplacesAsUpdates,
}

/// <summary>The way to a cloud.</summary>
/// <param name="cloud">The cloud.</param>
/// <param name="fate">What befalls the next request.</param>
sealed class FaultyWire(HttpMessageHandler cloud, Func<HttpRequestMessage, Fate> fate) : DelegatingHandler(cloud)
{
    /// <summary>How many bytes a body may have, when it is unpacked.</summary>
    public int MaxBody { get; set; } = int.MaxValue;

    /// <summary>What was sent, in order: method, path, tenant and unpacked body.</summary>
    public List<(string Method, string Path, string Body)> Sent { get; } = [];

    /// <summary>What it does wrong.</summary>
    public Carelessness Careless { get; set; }

    /// <summary>What is answered in place of the cloud; null for what the cloud answers.</summary>
    public Func<(string Method, string Path, string Body), (int Status, string Body)?> Answer { get; set; } = _ => null;

    /// <summary>The bodies that came packed.</summary>
    public int Packed { get; private set; }

    /// <summary>Whether a packed body is refused with 415.</summary>
    public bool TakesPlainOnly { get; set; }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = await UnpackedAsync(request, cancellationToken);
        Sent.Add((request.Method.Method, request.RequestUri!.PathAndQuery, System.Text.Encoding.UTF8.GetString(body)));
        if (TakesPlainOnly && request.Content?.Headers.ContentEncoding.Count > 0)
            return new HttpResponseMessage(HttpStatusCode.UnsupportedMediaType);
        var what = fate(request);
        switch (what)
        {
            case Fate.Lost when Careless == Carelessness.LostIsTaken:
                return new HttpResponseMessage(HttpStatusCode.NoContent);
            case Fate.Lost:
                throw new HttpRequestException("the request is lost");
            case Fate.Unavailable:
                return new HttpResponseMessage(HttpStatusCode.ServiceUnavailable);
            case Fate.NotAuthorized:
                return new HttpResponseMessage(HttpStatusCode.Unauthorized);
            case Fate.Moved:
                return new HttpResponseMessage(HttpStatusCode.Found) { Headers = { Location = new Uri("http://login.example/") } };
            case Fate.TooMany:
                return new HttpResponseMessage(HttpStatusCode.TooManyRequests) { Headers = { RetryAfter = new(TimeSpan.FromSeconds(7)) } };
        }
        if (Answer(Sent[^1]) is { } other)
            return new HttpResponseMessage((HttpStatusCode)other.Status) { Content = new StringContent(other.Body) };
        if (body.Length > MaxBody)
            return new HttpResponseMessage(HttpStatusCode.RequestEntityTooLarge);
        var path = request.RequestUri.AbsolutePath;
        if ((Careless == Carelessness.PastIsLost && path.EndsWith("/temporal/entities", StringComparison.Ordinal))
            || (Careless == Carelessness.DeletionsAreLost && (request.Method == HttpMethod.Delete || path.EndsWith("/delete", StringComparison.Ordinal))))
            return new HttpResponseMessage(HttpStatusCode.NoContent);
        if (Careless == Carelessness.ReplacesAsUpdates && path.EndsWith("/upsert", StringComparison.Ordinal))
            request.RequestUri = new Uri(request.RequestUri.GetLeftPart(UriPartial.Path) + "?options=update");
        var answer = await base.SendAsync(request, cancellationToken);
        if (what != Fate.AnswerLost)
            return answer;
        answer.Dispose();
        throw new HttpRequestException("the answer is lost");
    }

    private async Task<byte[]> UnpackedAsync(HttpRequestMessage request, CancellationToken cancel)
    {
        if (request.Content is null)
            return [];
        var body = await request.Content.ReadAsByteArrayAsync(cancel);
        if (!request.Content.Headers.ContentEncoding.Contains("gzip"))
            return body;
        Packed++;
        using var unpacked = new MemoryStream();
        await using (var zip = new GZipStream(new MemoryStream(body), CompressionMode.Decompress))
            await zip.CopyToAsync(unpacked, cancel);
        return unpacked.ToArray();
    }
}
