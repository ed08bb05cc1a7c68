using System.Buffers;
using System.IO.Pipelines;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.AspNetCore;

/// <summary>Reads the whole body of a request under a size cap; small ones stay where the server has put them.</summary>
internal struct RequestBody
{
    private PipeReader? _pipe;
    private ReadOnlySequence<byte> _held;
    private byte[]? _rented;

    public ReadOnlyMemory<byte> Memory { get; private set; }

    /// <param name="pipe">Where it comes from.</param>
    /// <param name="length">What Content-Length says.</param>
    /// <param name="max">The cap.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <exception cref="NgsiLdException">PayloadTooLarge above the cap.</exception>
    public static async ValueTask<RequestBody> ReadAsync(PipeReader pipe, long length, int max, CancellationToken cancel)
    {
        if (length > max)
            throw new NgsiLdException(NgsiLdErrors.TooLarge($"the body has {length} bytes; {max} are accepted"));
        var result = await pipe.ReadAsync(cancel);
        if (result.Buffer.Length >= length && result.Buffer.IsSingleSegment)
            return new RequestBody { _pipe = pipe, _held = result.Buffer, Memory = result.Buffer.First };
        var bytes = ArrayPool<byte>.Shared.Rent((int)Math.Max(length, 1));
        try
        {
            var read = 0;
            while (true)
            {
                foreach (var part in result.Buffer)
                {
                    var fits = Math.Min(part.Length, (int)length - read);
                    part.Span[..fits].CopyTo(bytes.AsSpan(read));
                    read += fits;
                }
                pipe.AdvanceTo(result.Buffer.End);
                if (read == length || result.IsCompleted)
                    return new RequestBody { _rented = bytes, Memory = bytes.AsMemory(0, read) };
                result = await pipe.ReadAsync(cancel);
            }
        }
        catch
        {
            ArrayPool<byte>.Shared.Return(bytes);
            throw;
        }
    }

    /// <summary>Gives the memory back; nothing may look at it any more.</summary>
    public void Release()
    {
        _pipe?.AdvanceTo(_held.End);
        _pipe = null;
        if (_rented is not null)
            ArrayPool<byte>.Shared.Return(_rented);
        _rented = null;
        Memory = default;
    }
}
