using System.IO.Compression;
using System.Net;
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
        while (true)
        {
            var isPacked = _packs && body.Length >= WorthPacking;
            using var request = RequestOf(method, path, tenant, body, isPacked);
            using var time = new CancellationTokenSource(options.Timeout, clock);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, time.Token);
            try
            {
                Requests++;
                using var answer = await http.SendAsync(request, either.Token);
                // Who does not know packed bodies gets them as they are from now on.
                if (isPacked && answer.StatusCode is HttpStatusCode.UnsupportedMediaType or HttpStatusCode.BadRequest && _packs)
                {
                    _packs = false;
                    continue;
                }
                return await ReadAsync(answer, either.Token);
            }
            catch (Exception failure) when (failure is HttpRequestException or IOException || (failure is OperationCanceledException && !cancel.IsCancellationRequested))
            {
                throw new CloudAwayException(failure is OperationCanceledException ? $"no answer within {options.Timeout.TotalSeconds:0} s" : failure.Message, inner: failure);
            }
        }
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

    private static async ValueTask<Sent> ReadAsync(HttpResponseMessage answer, CancellationToken cancel)
    {
        var status = (int)answer.StatusCode;
        switch (status)
        {
            case 207:
                return new Sent(null, FailedIn(await TextAsync(answer, cancel)));
            case >= 200 and < 300:
                return Sent.Whole;
            case 401 or 407 or 408 or 425 or 429 or >= 500 or < 400:
                var told = answer.Headers.RetryAfter?.Delta;
                throw new CloudAwayException($"{status} {TitleIn(await TextAsync(answer, cancel))}".TrimEnd(), told);
            default:
                return Sent.Whole with { Refused = new Refusal(status, $"{status} {TitleIn(await TextAsync(answer, cancel))}".TrimEnd()) };
        }
    }

    // 5.2.16: success and errors; an error names its entity.
    private static Dictionary<string, Refusal> FailedIn(string body)
    {
        var failed = new Dictionary<string, Refusal>(StringComparer.Ordinal);
        using var json = Parsed(body);
        if (json is null || json.RootElement.ValueKind != JsonValueKind.Object || !json.RootElement.TryGetProperty("errors", out var errors) || errors.ValueKind != JsonValueKind.Array)
            return failed;
        foreach (var error in errors.EnumerateArray().Where(error => error.ValueKind == JsonValueKind.Object))
        {
            if (error.TryGetProperty("entityId", out var id) && id.ValueKind == JsonValueKind.String)
                failed[id.GetString()!] = error.TryGetProperty("error", out var why) ? new Refusal(StatusIn(why), TitleOf(why)) : new Refusal(0, "no reason is told");
        }
        return failed;
    }

    private static int StatusIn(JsonElement error) =>
        error.ValueKind == JsonValueKind.Object && error.TryGetProperty("status", out var status) && status.ValueKind == JsonValueKind.Number && status.TryGetInt32(out var number) ? number : 0;

    private static string TitleIn(string body)
    {
        using var json = Parsed(body);
        return json is null ? "" : TitleOf(json.RootElement);
    }

    private static string TitleOf(JsonElement problem)
    {
        if (problem.ValueKind != JsonValueKind.Object)
            return problem.ToString();
        var all = string.Join(": ", Told.Select(name => problem.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String ? text.GetString() : null).OfType<string>());
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
        var bytes = new byte[MostOfAnAnswer];
        var read = await stream.ReadAtLeastAsync(bytes, MostOfAnAnswer, throwOnEndOfStream: false, cancel);
        return System.Text.Encoding.UTF8.GetString(bytes, 0, read);
    }
}
