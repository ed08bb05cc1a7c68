namespace Waziup.Ngsi.Json;

/// <summary>Cuts a stream into lines (LF or CRLF) without holding more than one of them.</summary>
/// <remarks>Not thread-safe. <see cref="Line"/> is valid until the next read.</remarks>
internal sealed class LineReader(Stream stream, int maxBytes)
{
    private const int FirstSize = 1 << 16;

    private byte[] _bytes = new byte[FirstSize];
    private int _start;
    private int _end;
    private bool _ended;

    /// <summary>The line, without its end; empty where it was too long.</summary>
    public ReadOnlyMemory<byte> Line { get; private set; }

    /// <summary>Counts from 1.</summary>
    public long Number { get; private set; }

    /// <summary>Whether the line had more bytes than allowed and was skipped.</summary>
    public bool IsTooLong { get; private set; }

    /// <summary>Moves to the next line; false at the end of the stream.</summary>
    public async ValueTask<bool> ReadAsync(CancellationToken cancel)
    {
        IsTooLong = false;
        var searched = 0;
        while (true)
        {
            var end = _bytes.AsSpan(_start + searched, _end - _start - searched).IndexOf((byte)'\n');
            if (end >= 0)
                return Take(searched + end, 1);
            searched = _end - _start;
            if (_ended)
                return (searched > 0 || IsTooLong) && Take(searched, 0);
            if (searched > maxBytes)
            {
                IsTooLong = true;
                _start = _end;
                searched = 0;
            }
            await FillAsync(cancel);
        }
    }

    private bool Take(int length, int ending)
    {
        var line = _bytes.AsMemory(_start, length);
        _start += length + ending;
        IsTooLong |= length > maxBytes;
        Line = IsTooLong ? default : line.Length > 0 && line.Span[^1] == '\r' ? line[..^1] : line;
        if (++Number == 1 && Line.Span.StartsWith("\uFEFF"u8))
            Line = Line[3..];
        return true;
    }

    private async ValueTask FillAsync(CancellationToken cancel)
    {
        if (_start > 0)
        {
            _bytes.AsSpan(_start, _end - _start).CopyTo(_bytes);
            _end -= _start;
            _start = 0;
        }
        if (_end == _bytes.Length)
            Array.Resize(ref _bytes, _bytes.Length * 2);
        var read = await stream.ReadAsync(_bytes.AsMemory(_end), cancel);
        _end += read;
        _ended = read == 0;
    }
}
