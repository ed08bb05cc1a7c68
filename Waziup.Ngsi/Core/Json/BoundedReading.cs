namespace Waziup.Ngsi.Json;

/// <summary>Reads what somebody else sends, who may send without an end.</summary>
internal static class BoundedReading
{
    private const int AtOnce = 4096;

    /// <summary>All that comes.</summary>
    /// <param name="content">What is read.</param>
    /// <param name="max">How many bytes it may have.</param>
    /// <param name="cancel">Ends it.</param>
    /// <returns>Null where there are more.</returns>
    public static async ValueTask<byte[]?> ReadAsync(HttpContent content, long max, CancellationToken cancel)
    {
        if (content.Headers.ContentLength > max)
            return null;
        await using var stream = await content.ReadAsStreamAsync(cancel);
        using var body = PooledBuffer.Rent();
        while (await stream.ReadAsync(body.GetMemory(AtOnce), cancel) is > 0 and var count)
        {
            body.Advance(count);
            if (body.Length > max)
                return null;
        }
        return body.Written.ToArray();
    }
}
