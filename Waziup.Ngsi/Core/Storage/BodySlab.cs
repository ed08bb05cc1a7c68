namespace Waziup.Ngsi.Storage;

/// <summary>Memory for the bodies of many rows that are read together: an array for each would take longer than to read it.</summary>
/// <remarks>Not thread-safe. A row that is kept keeps the bodies beside it.</remarks>
internal sealed class BodySlab
{
    private const int First = 1024;
    private const int Most = 8 * 1024;

    private byte[] _bytes = [];
    private int _used;

    /// <summary>Room for a body, which the caller fills.</summary>
    public Memory<byte> Take(int length)
    {
        if (_bytes.Length - _used < length)
        {
            _bytes = GC.AllocateUninitializedArray<byte>(Math.Max(Math.Clamp(2 * _bytes.Length, First, Most), length));
            _used = 0;
        }
        _used += length;
        return _bytes.AsMemory(_used - length, length);
    }

    /// <summary>A copy of a body.</summary>
    public ReadOnlyMemory<byte> Copy(ReadOnlySpan<byte> body)
    {
        var copy = Take(body.Length);
        body.CopyTo(copy.Span);
        return copy;
    }
}
