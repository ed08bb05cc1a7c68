using System.Buffers;

namespace Waziup.Ngsi.Json;

/// <summary>A growing byte buffer on rented memory.</summary>
/// <remarks>Not thread-safe. What <see cref="Written"/> returns is valid until the next write or <see cref="Dispose"/>.</remarks>
internal sealed class PooledBuffer : IBufferWriter<byte>, IDisposable
{
    private const int KeepAtMost = 1 << 16;

    [ThreadStatic]
    private static PooledBuffer? _spare;

    private byte[] _bytes;
    private int _length;

    private PooledBuffer(int capacity) => _bytes = ArrayPool<byte>.Shared.Rent(capacity);

    public int Length => _length;

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, _length);

    public ReadOnlyMemory<byte> WrittenMemory => _bytes.AsMemory(0, _length);

    /// <summary>Takes a buffer; a thread keeps one of moderate size for its next caller.</summary>
    public static PooledBuffer Rent(int capacity = 1024)
    {
        var spare = _spare;
        if (spare is null)
            return new PooledBuffer(capacity);
        _spare = null;
        spare._length = 0;
        return spare;
    }

    public void Advance(int count) => _length += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(Math.Max(sizeHint, 256));
        return _bytes.AsMemory(_length);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(Math.Max(sizeHint, 256));
        return _bytes.AsSpan(_length);
    }

    public void Append(ReadOnlySpan<byte> bytes)
    {
        Reserve(bytes.Length);
        bytes.CopyTo(_bytes.AsSpan(_length));
        _length += bytes.Length;
    }

    public void Append(byte value)
    {
        Reserve(1);
        _bytes[_length++] = value;
    }

    /// <summary>Forgets everything behind <paramref name="length"/>.</summary>
    public void Truncate(int length) => _length = length;

    /// <summary>Forgets everything but the last byte.</summary>
    public void KeepLast()
    {
        if (_length == 0)
            return;
        _bytes[0] = _bytes[_length - 1];
        _length = 1;
    }

    /// <summary>Ends an object or an array whose members were each followed by a comma: the bracket takes the place of the last one.</summary>
    public void Close(byte bracket)
    {
        if (_length > 0 && _bytes[_length - 1] == ',')
            _length--;
        Append(bracket);
    }

    public void Dispose()
    {
        if (_spare is null && _bytes.Length <= KeepAtMost)
        {
            _spare = this;
            return;
        }
        var bytes = _bytes;
        _bytes = [];
        _length = 0;
        if (bytes.Length > 0)
            ArrayPool<byte>.Shared.Return(bytes);
    }

    private void Reserve(int count)
    {
        if (_bytes.Length - _length < count)
            Grow(count);
    }

    private void Grow(int count)
    {
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(_bytes.Length * 2, checked(_length + count)));
        _bytes.AsSpan(0, _length).CopyTo(larger);
        if (_bytes.Length > 0)
            ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = larger;
    }
}
