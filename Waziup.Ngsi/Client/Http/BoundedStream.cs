namespace Waziup.Ngsi.Client.Http;

/// <summary>An answer that ends in an exception where it is too long, or where its next piece takes too long.</summary>
internal sealed class BoundedStream(Stream inner, NgsiLdClientOptions options) : Stream
{
    private long _read;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => Counted(inner.Read(buffer, offset, count));

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        using var late = new CancellationTokenSource(options.ReadTimeout, options.Clock);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        try
        {
            return Counted(await inner.ReadAsync(buffer, stop.Token));
        }
        catch (OperationCanceledException ended) when (late.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new InvalidDataException($"nothing more of the answer came for {options.ReadTimeout.TotalSeconds:0.#} s", ended);
        }
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            inner.Dispose();
        base.Dispose(disposing);
    }

    private int Counted(int count)
    {
        _read += count;
        return _read <= options.MaxAnswerBytes
            ? count : throw new InvalidDataException($"the answer is longer than the {options.MaxAnswerBytes} bytes that the client takes");
    }
}
