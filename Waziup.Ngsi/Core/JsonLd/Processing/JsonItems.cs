using System.Buffers;

namespace Waziup.Ngsi.JsonLd.Processing;

/// <summary>The items of the outermost array of a document that comes as a stream, one after the other; a document that is no array is one
/// item.</summary>
/// <remarks>Holds one item at a time. An item is valid until the next one is asked for.</remarks>
internal sealed class JsonItems(Stream input, JsonLdOptions options) : IDisposable
{
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(16 * 1024);
    private int _start;
    private int _end;
    private bool _hasEnded;
    private int _items = -1;

    /// <summary>Whether the document is one item.</summary>
    public bool IsWhole { get; private set; }

    /// <summary>The next item; null when there is none.</summary>
    /// <exception cref="JsonLdException">There is no item where one must be, or it is larger or deeper than a document may be. Whether it is
    /// JSON itself is not looked at.</exception>
    public async ValueTask<ReadOnlyMemory<byte>?> NextAsync(CancellationToken cancel)
    {
        if (_items < 0 && await BeginAsync(cancel) is { } whole)
            return whole;

        if (IsWhole)
            return null;

        if (await PeekAsync(cancel) == ']')
        {
            _start++;
            return await PeekAsync(cancel) < 0 ? null : throw Broken();
        }

        if (_items++ > 0)
        {
            if (await PeekAsync(cancel) != ',')
                throw Broken();
            _start++;
            await PeekAsync(cancel);
        }

        var length = await MeasureAsync(cancel);
        _start += length;
        return _buffer.AsMemory(_start - length, length);
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
    }

    private async ValueTask<ReadOnlyMemory<byte>?> BeginAsync(CancellationToken cancel)
    {
        _items = 0;
        while (_end < 3 && !_hasEnded)
            await FillAsync(cancel);

        if (_buffer.AsSpan(0, _end).StartsWith("\uFEFF"u8))
            _start = 3;

        if (await PeekAsync(cancel) == '[')
        {
            _start++;
            return null;
        }

        IsWhole = true;
        while (!_hasEnded)
            await FillAsync(cancel);
        return _buffer.AsMemory(_start, _end - _start);
    }

    /// <summary>The next byte that is no white space; -1 at the end.</summary>
    private async ValueTask<int> PeekAsync(CancellationToken cancel)
    {
        while (true)
        {
            while (_start < _end && _buffer[_start] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
                _start++;

            if (_start < _end)
                return _buffer[_start];

            if (_hasEnded)
                return -1;
            await FillAsync(cancel);
        }
    }

    /// <summary>The length of the value that comes next, all of which is in the buffer then.</summary>
    private async ValueTask<int> MeasureAsync(CancellationToken cancel)
    {
        var scan = new ItemScan(options.MaxNesting);
        var length = 0;
        while (true)
        {
            var end = scan.FindEnd(_buffer.AsSpan(_start + length, _end - _start - length));
            length = end < 0 ? _end - _start : length + end;
            if (end >= 0 || (_hasEnded && scan.MayEnd))
                return length > 0 ? length : throw Broken();
            await FillAsync(cancel);
        }
    }

    private async ValueTask FillAsync(CancellationToken cancel)
    {
        if (_hasEnded)
            throw Broken();

        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }

        if (_end > options.MaxDocumentBytes)
        {
            throw new JsonLdException(
                JsonLdErrorCode.TooLarge, $"A document, or an item of one, may have {options.MaxDocumentBytes} bytes at most.");
        }

        if (_end == _buffer.Length)
            Grow();

        var count = await input.ReadAsync(_buffer.AsMemory(_end), cancel);
        _hasEnded = count == 0;
        _end += count;
    }

    private void Grow()
    {
        var larger = ArrayPool<byte>.Shared.Rent(_buffer.Length * 2);
        _buffer.AsSpan(0, _end).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }

    private static JsonLdException Broken() => new(JsonLdErrorCode.LoadingDocumentFailed, "The document is not valid JSON.");
}
