using System.Buffers;
using System.Buffers.Text;
using Microsoft.Extensions.Primitives;

namespace Waziup.Floor;

/// <summary>A body that is put together in a pooled buffer.</summary>
internal sealed class Answer : IDisposable
{
    const int MostOfNumber = 32;

    static readonly StringValues Json = "application/json";
    static readonly StringValues ContextLink =
        "<https://uri.etsi.org/ngsi-ld/v1/ngsi-ld-core-context-v1.9.jsonld>; rel=\"http://www.w3.org/ns/json-ld#context\"; type=\"application/ld+json\"";

    byte[] _buffer = ArrayPool<byte>.Shared.Rent(16 * 1024);
    int _length;

    public bool IsEmpty => _length == 0;

    public void Append(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Room(bytes.Length));
        _length += bytes.Length;
    }

    public void Append(double number)
    {
        Utf8Formatter.TryFormat(number, Room(MostOfNumber), out var written);
        _length += written;
    }

    /// <summary>Sixteen digits.</summary>
    public void AppendHex(long number)
    {
        Utf8Formatter.TryFormat(number, Room(MostOfNumber), out var written, new StandardFormat('x', 16));
        _length += written;
    }

    /// <summary>A time in quotes.</summary>
    /// <param name="at">Microseconds since 1970.</param>
    /// <param name="length">The characters before the Z: 23 with milliseconds, 19 without.</param>
    public void AppendTime(long at, int length)
    {
        Append("\""u8);
        Utf8Formatter.TryFormat(DateTime.UnixEpoch.AddMicroseconds(at), Room(MostOfNumber), out _, 'O');
        _length += length;
        Append("Z\""u8);
    }

    public Task SendAsync(HttpResponse response) => SendAsync(response, _buffer.AsSpan(0, _length));

    public static Task SendAsync(HttpResponse response, ReadOnlySpan<byte> body)
    {
        response.ContentLength = body.Length;
        response.Headers.ContentType = Json;
        response.Headers.Link = ContextLink;
        // Started before the body is written: the bytes then go from where they are into the output without a copy in between.
        var started = response.StartAsync(response.HttpContext.RequestAborted);
        response.BodyWriter.Write(body);
        return started;
    }

    public void Dispose() => ArrayPool<byte>.Shared.Return(_buffer);

    Span<byte> Room(int length)
    {
        if (_buffer.Length - _length < length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(_buffer.Length * 2, _length + length));
            _buffer.AsSpan(0, _length).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = larger;
        }

        return _buffer.AsSpan(_length);
    }
}
