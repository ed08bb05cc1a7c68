using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Http;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.AspNetCore;

/// <summary>Reads the whole body of a request under a size cap; small ones stay where the server has put them.</summary>
/// <remarks>Memory grows with what has come, not with what was announced: who announces much and sends little costs little.</remarks>
internal struct RequestBody
{
    private const int FirstBytes = 32 * 1024;

    private PipeReader? _pipe;
    private ReadOnlySequence<byte> _held;
    private byte[]? _rented;
    private ByteBudget? _budget;

    public ReadOnlyMemory<byte> Memory { get; private set; }

    /// <param name="pipe">Where it comes from.</param>
    /// <param name="length">What Content-Length says.</param>
    /// <param name="max">The cap.</param>
    /// <param name="budget">What all bodies may take together.</param>
    /// <param name="wait">How long it may take to arrive; measured only where it is not there already.</param>
    /// <param name="clock">Measures that.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <exception cref="NgsiLdException">PayloadTooLarge above the cap; Overloaded above the budget; 408 beyond the time.</exception>
    public static ValueTask<RequestBody> ReadAsync(
        PipeReader pipe, long length, int max, ByteBudget budget, TimeSpan wait, TimeProvider clock, CancellationToken cancel)
    {
        if (length > max)
            throw new NgsiLdException(NgsiLdErrors.TooLarge($"the body has {length} bytes; {max} are accepted"));
        var first = pipe.ReadAsync(cancel);
        if (!first.IsCompletedSuccessfully)
            return CollectAsync(pipe, first, length, budget, wait, clock, cancel);
        var result = first.Result;
        return IsWhole(result, length)
            ? ValueTask.FromResult(Held(pipe, result.Buffer))
            : CollectAsync(pipe, ValueTask.FromResult(result), length, budget, wait, clock, cancel);
    }

    private static bool IsWhole(ReadResult result, long length) => result.Buffer.Length >= length && result.Buffer.IsSingleSegment;

    private static RequestBody Held(PipeReader pipe, ReadOnlySequence<byte> bytes) => new() { _pipe = pipe, _held = bytes, Memory = bytes.First };

    private static async ValueTask<RequestBody> CollectAsync(
        PipeReader pipe, ValueTask<ReadResult> first, long length, ByteBudget budget, TimeSpan wait, TimeProvider clock, CancellationToken cancel)
    {
        using var limit = new CancellationTokenSource(wait, clock);
        using var late = limit.Token.UnsafeRegister(static pipe => ((PipeReader)pipe!).CancelPendingRead(), pipe);
        var result = await first;
        if (IsWhole(result, length))
            return Held(pipe, result.Buffer);
        var body = new RequestBody { _budget = budget };
        var read = 0;
        try
        {
            while (true)
            {
                body.Grow(read, read + (int)Math.Min(result.Buffer.Length, length - read), (int)length);
                foreach (var part in result.Buffer)
                {
                    var fits = Math.Min(part.Length, (int)length - read);
                    part.Span[..fits].CopyTo(body._rented.AsSpan(read));
                    read += fits;
                }
                if (read < length && limit.IsCancellationRequested)
                    throw new NgsiLdException(Late(wait, read, length));
                pipe.AdvanceTo(result.Buffer.End);
                if (read == length || result.IsCompleted)
                {
                    body.Memory = body._rented.AsMemory(0, read);
                    return body;
                }
                result = await pipe.ReadAsync(cancel);
            }
        }
        catch (NgsiLdException)
        {
            pipe.AdvanceTo(result.Buffer.End);
            body.Release();
            throw;
        }
        catch
        {
            body.Release();
            throw;
        }
    }

    private static NgsiLdError Late(TimeSpan wait, int read, long length) =>
        NgsiLdErrors.InvalidRequest($"{read} of the body's {length} bytes arrived within {wait.TotalSeconds:0.###} s") with
        {
            Title = "Request timeout",
            Status = StatusCodes.Status408RequestTimeout,
        };

    /// <summary>What is packed in this one, which gives its memory back.</summary>
    /// <param name="unpack">Unpacks a stream.</param>
    /// <param name="max">The cap.</param>
    /// <param name="budget">What all bodies may take together.</param>
    /// <exception cref="NgsiLdException">PayloadTooLarge above the cap; Overloaded above the budget.</exception>
    /// <exception cref="InvalidDataException">It is not packed like that.</exception>
    public RequestBody Unpacked(Func<Stream, Stream> unpack, int max, ByteBudget budget)
    {
        var body = new RequestBody { _budget = budget };
        try
        {
            using var stream = unpack(Open(Memory));
            for (var length = 0; ;)
            {
                // One more than the cap shows that it is above it.
                body.Grow(length, length + 1, max + 1);
                var read = stream.Read(body._rented.AsSpan(length, Math.Min(body._rented!.Length, max + 1) - length));
                length += read;
                if (length > max)
                    throw new NgsiLdException(NgsiLdErrors.TooLarge($"the body has more than {max} bytes when it is unpacked; {max} are accepted"));
                if (read > 0)
                    continue;
                body.Memory = body._rented.AsMemory(0, length);
                return body;
            }
        }
        catch
        {
            body.Release();
            throw;
        }
        finally
        {
            Release();
        }
    }

    /// <summary>Gives the memory back; nothing may look at it any more.</summary>
    public void Release()
    {
        _pipe?.AdvanceTo(_held.End);
        _pipe = null;
        Replace(null);
        Memory = default;
    }

    /// <summary>Makes room, twice as much as before where it is short, but no more than the body has.</summary>
    private void Grow(int filled, int needed, int length)
    {
        if (_rented is not null && _rented.Length >= needed)
            return;
        var wanted = Math.Min(length, Math.Max(needed, Math.Max(FirstBytes, 2 * filled)));
        _budget!.Take(wanted);
        var grown = ArrayPool<byte>.Shared.Rent(Math.Max(wanted, 1));
        // A pool's array may be larger than asked for; the account follows the array.
        _budget.Add(grown.Length - wanted);
        _rented.AsSpan(0, filled).CopyTo(grown);
        Replace(grown);
    }

    private static MemoryStream Open(ReadOnlyMemory<byte> bytes) =>
        MemoryMarshal.TryGetArray(bytes, out var part) ? new MemoryStream(part.Array!, part.Offset, part.Count, writable: false) : new MemoryStream(bytes.ToArray());

    private void Replace(byte[]? other)
    {
        if (_rented is not null)
        {
            _budget!.Add(-_rented.Length);
            ArrayPool<byte>.Shared.Return(_rented);
        }
        _rented = other;
    }
}
