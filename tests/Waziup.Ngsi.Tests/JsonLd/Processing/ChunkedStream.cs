namespace Waziup.Ngsi.Tests.JsonLd.Processing;

/// <summary>A stream that gives its bytes in given pieces, and tells when it is asked for one.</summary>
internal sealed class ChunkedStream(IEnumerable<byte[]> chunks, Action asked) : Stream
{
    readonly Queue<byte[]> _chunks = new(chunks);
    ReadOnlyMemory<byte> _rest;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override int Read(byte[] buffer, int offset, int count)
    {
        asked();
        if (_rest.IsEmpty && _chunks.TryDequeue(out var chunk))
            _rest = chunk;

        var part = _rest[..Math.Min(count, _rest.Length)];
        part.CopyTo(buffer.AsMemory(offset));
        _rest = _rest[part.Length..];
        return part.Length;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
