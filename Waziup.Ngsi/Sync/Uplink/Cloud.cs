using System.IO.Compression;
using System.Net.Http.Headers;
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

    private readonly string _root = options.Cloud!.AbsoluteUri.TrimEnd('/') + "/ngsi-ld/v1/";
    private bool _packs = options.Packs;

    /// <summary>How many bytes of bodies went up, packed.</summary>
    public long Bytes { get; private set; }

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
        using var answer = await http.SendAsync(request, cancel);
        return await CloudAnswer.ReadAsync(answer, clock.GetUtcNow(), cancel);
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
}
