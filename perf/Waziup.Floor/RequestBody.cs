using System.Buffers;

namespace Waziup.Floor;

/// <summary>The whole body of a request, in a rented buffer.</summary>
internal readonly struct RequestBody(byte[] buffer, int length) : IDisposable
{
    public Memory<byte> Memory => buffer.AsMemory(0, length);

    public Span<byte> Span => buffer.AsSpan(0, length);

    public static async ValueTask<RequestBody> ReadAsync(HttpContext http)
    {
        var buffer = ArrayPool<byte>.Shared.Rent((int)(http.Request.ContentLength ?? 4096));
        var length = 0;
        while (true)
        {
            if (length == buffer.Length)
            {
                var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
                buffer.AsSpan(0, length).CopyTo(larger);
                ArrayPool<byte>.Shared.Return(buffer);
                buffer = larger;
            }

            var read = await http.Request.Body.ReadAsync(buffer.AsMemory(length), http.RequestAborted);
            if (read == 0)
                return new(buffer, length);

            length += read;
        }
    }

    public void Dispose() => ArrayPool<byte>.Shared.Return(buffer);
}
