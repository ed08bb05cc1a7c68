using System.IO.Compression;
using System.Net.Http.Headers;
using System.Text.Json;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Sync.Uplink;

/// <summary>Speaks to the cloud: one request at a time, and says what became of it.</summary>
/// <param name="http">Carries requests.</param>
/// <param name="options">Where it is, and as whom it is asked.</param>
/// <param name="clock">Measures time-outs.</param>
internal sealed class Cloud(HttpMessageInvoker http, UplinkOptions options, TimeProvider clock)
{
    // Less than that is not worth packing.
    private const int WorthPacking = 512;
    private const int MostOfAnAnswer = 1024 * 1024;

    private static readonly string[] Told = ["title", "detail"];

    private readonly string _root = options.Cloud!.AbsoluteUri.TrimEnd('/') + "/ngsi-ld/v1/";
    private bool _packs = options.Packs;

    /// <summary>How many bytes of bodies went up, packed.</summary>
    public long Bytes { get; private set; }

    /// <summary>How many requests were made.</summary>
    public long Requests { get; private set; }

    /// <summary>Sends a request.</summary>
    /// <exception cref="CloudAwayException">It was not answered, or with an error that passes.</exception>
    public async ValueTask<Sent> SendAsync(HttpMethod method, string path, TenantId tenant, ReadOnlyMemory<byte> body, CancellationToken cancel)
    {
        using var time = new CancellationTokenSource(options.Timeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, time.Token);
        try
        {
            var isPacked = _packs && body.Length >= WorthPacking;
            var sent = await OnceAsync(method, path, tenant, body, isPacked, either.Token);
            if (!isPacked || sent.Refused is not { MayBePacking: true })
                return sent;
            sent = await OnceAsync(method, path, tenant, body, isPacked: false, either.Token);
            // Who takes as it is what he has refused packed gets all as it is from now on.
            _packs = sent.Refused is not null;
            return sent;
        }
        catch (UriFormatException tooLong)
        {
            return Sent.Whole with { Refused = new Refusal(414, tooLong.Message) };
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException or InvalidOperationException or System.Net.Sockets.SocketException || (failure is OperationCanceledException && !cancel.IsCancellationRequested))
        {
            throw new CloudAwayException(failure is OperationCanceledException ? $"no answer within {options.Timeout.TotalSeconds:0} s" : failure.Message, inner: failure);
        }
    }

    private async ValueTask<Sent> OnceAsync(HttpMethod method, string path, TenantId tenant, ReadOnlyMemory<byte> body, bool isPacked, CancellationToken cancel)
    {
        using var request = RequestOf(method, path, tenant, body, isPacked);
        Requests++;
        using var answer = await http.SendAsync(request, cancel);
        return await ReadAsync(answer, cancel);
    }

    private HttpRequestMessage RequestOf(HttpMethod method, string path, TenantId tenant, ReadOnlyMemory<byte> body, bool isPacked)
    {
        var request = new HttpRequestMessage(method, _root + path);
        if (tenant.Value.Length > 0)
            request.Headers.Add("NGSILD-Tenant", tenant.Value);
        if (options.AccessKey is { } key)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        if (body.IsEmpty)
            return request;
        var bytes = isPacked ? Pack(body) : body;
        Bytes += bytes.Length;
        request.Content = new ReadOnlyMemoryContent(bytes);
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        if (isPacked)
            request.Content.Headers.ContentEncoding.Add("gzip");
        return request;
    }

    private static ReadOnlyMemory<byte> Pack(ReadOnlyMemory<byte> body)
    {
        using var packed = new MemoryStream();
        using (var zip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true))
            zip.Write(body.Span);
        return packed.GetBuffer().AsMemory(0, (int)packed.Length);
    }

    private async ValueTask<Sent> ReadAsync(HttpResponseMessage answer, CancellationToken cancel)
    {
        var status = (int)answer.StatusCode;
        switch (status)
        {
            case 200:
                // As older brokers answer a batch; and as a hotspot answers everything.
                return await TextAsync(answer, cancel) is { Length: > 0 } text
                    ? FailedIn(text) ?? throw new CloudAwayException("200 is no answer of a broker to that") : Sent.Whole;
            case 207:
                return FailedIn(await TextAsync(answer, cancel)) ?? Sent.Whole with { Refused = new Refusal(status, "207 that does not tell what is refused") };
            case > 200 and < 300:
                return Sent.Whole;
            case 401 or 407 or 408 or 425 or 429 or (>= 500 and not 501) or < 400:
                throw new CloudAwayException($"{status} {TitleIn(await TextAsync(answer, cancel))}".TrimEnd(), AfterOf(answer));
            default:
                return Sent.Whole with { Refused = new Refusal(status, $"{status} {TitleIn(await TextAsync(answer, cancel))}".TrimEnd()) };
        }
    }

    private TimeSpan? AfterOf(HttpResponseMessage answer) => answer.Headers.RetryAfter is { } told ? told.Delta ?? told.Date - clock.GetUtcNow() : null;

    // 5.2.16: success and errors; an error names its entity. Null where it is no such thing.
    private static Sent? FailedIn(string body)
    {
        var failed = new Dictionary<string, Refusal>(StringComparer.Ordinal);
        using var json = Parsed(body);
        if (json is null || json.RootElement.ValueKind != JsonValueKind.Object || !json.RootElement.TryGetProperty("errors", out var errors) || errors.ValueKind != JsonValueKind.Array)
            return null;
        foreach (var error in errors.EnumerateArray())
        {
            if (error.ValueKind != JsonValueKind.Object || !error.TryGetProperty("entityId", out var id) || id.ValueKind != JsonValueKind.String)
                return null;
            failed[id.GetString()!] = error.TryGetProperty("error", out var why) ? new Refusal(StatusIn(why), TitleOf(why)) : new Refusal(0, "no reason is told");
        }
        return Sent.Whole with { Failed = failed };
    }

    // 5.2.16 and RFC 7807: a status is not always told, a type is.
    private static int StatusIn(JsonElement error)
    {
        if (error.ValueKind != JsonValueKind.Object)
            return 0;
        if (error.TryGetProperty("status", out var status) && status.ValueKind == JsonValueKind.Number && status.TryGetInt32(out var number))
            return number;
        return error.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String && type.GetString()!.EndsWith("/ResourceNotFound", StringComparison.Ordinal) ? 404 : 0;
    }

    private static string TitleIn(string body)
    {
        using var json = Parsed(body);
        return json is null ? "" : TitleOf(json.RootElement);
    }

    private static string TitleOf(JsonElement problem)
    {
        if (problem.ValueKind != JsonValueKind.Object)
            return problem.ToString();
        var parts = Told.Select(name => problem.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String ? text.GetString() : null);
        var all = string.Join(": ", parts.OfType<string>());
        return all.Length > 300 ? all[..300] : all;
    }

    private static JsonDocument? Parsed(string body)
    {
        try
        {
            return JsonDocument.Parse(body);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static async ValueTask<string> TextAsync(HttpResponseMessage answer, CancellationToken cancel)
    {
        await using var stream = await answer.Content.ReadAsStreamAsync(cancel);
        using var text = new MemoryStream();
        var part = new byte[4096];
        while (text.Length < MostOfAnAnswer && await stream.ReadAsync(part, cancel) is var read and > 0)
            text.Write(part, 0, read);
        return System.Text.Encoding.UTF8.GetString(text.GetBuffer(), 0, (int)text.Length);
    }
}
