namespace Waziup.Ngsi.Sqlite;

/// <summary>Memory for the bodies of rows that are read together: to make an array for each takes longer than to copy it.</summary>
/// <remarks>Not thread-safe. Who keeps a body keeps those beside it.</remarks>
internal sealed class BodySlab
{
    private const int First = 1024;
    private const int Most = 8 * 1024;

    private byte[] _bytes = [];
    private int _used;

    /// <summary>A copy of a body.</summary>
    public ReadOnlyMemory<byte> Copy(ReadOnlySpan<byte> body)
    {
        if (_bytes.Length - _used < body.Length)
        {
            _bytes = GC.AllocateUninitializedArray<byte>(Math.Max(Math.Clamp(2 * _bytes.Length, First, Most), body.Length));
            _used = 0;
        }
        var copy = _bytes.AsMemory(_used, body.Length);
        body.CopyTo(copy.Span);
        _used += body.Length;
        return copy;
    }
}
