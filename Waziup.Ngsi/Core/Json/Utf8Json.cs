using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Waziup.Ngsi.Json;

/// <summary>The few ways in which JSON text is read and written by hand.</summary>
internal static class Utf8Json
{
    private const string Hexadecimal = "0123456789abcdef";

    private static readonly SearchValues<byte> Escaped =
        SearchValues.Create([.. Enumerable.Range(0, 32).Select(i => (byte)i), (byte)'"', (byte)'\\']);

    /// <summary>Text goes out as it came in: only what JSON demands is escaped.</summary>
    public static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>Writes a JSON string, with quotes.</summary>
    public static void AppendString(PooledBuffer output, ReadOnlySpan<byte> utf8)
    {
        output.Append((byte)'"');
        AppendEscaped(output, utf8);
        output.Append((byte)'"');
    }

    public static void AppendString(PooledBuffer output, string text)
    {
        var size = Encoding.UTF8.GetMaxByteCount(text.Length);
        var rented = size <= 512 ? null : ArrayPool<byte>.Shared.Rent(size);
        var utf8 = rented ?? stackalloc byte[512];
        AppendString(output, utf8[..Encoding.UTF8.GetBytes(text, utf8)]);
        if (rented is not null)
            ArrayPool<byte>.Shared.Return(rented);
    }

    /// <summary>Writes the inside of a JSON string: quotes, backslashes and control characters are escaped, nothing else.</summary>
    public static void AppendEscaped(PooledBuffer output, ReadOnlySpan<byte> utf8)
    {
        while (utf8.IndexOfAny(Escaped) is var at and >= 0)
        {
            output.Append(utf8[..at]);
            AppendEscape(output, utf8[at]);
            utf8 = utf8[(at + 1)..];
        }
        output.Append(utf8);
    }

    /// <summary>The text of the reader's present string or property name; <paramref name="scratch"/> holds it when it had escapes.</summary>
    public static ReadOnlySpan<byte> Unescaped(ref readonly Utf8JsonReader reader, PooledBuffer scratch)
    {
        if (!reader.ValueIsEscaped)
            return reader.ValueSpan;
        scratch.Truncate(0);
        var target = scratch.GetSpan(reader.ValueSpan.Length);
        return target[..reader.CopyString(target)];
    }

    /// <summary>
    /// Copies the reader's present value without white space and needless escapes; the reader ends on the value's last token.
    /// </summary>
    /// <remarks>
    /// Numbers keep their spelling. Members whose value is JSON null disappear, as in JSON-LD, unless <paramref name="keepNulls"/>;
    /// but <c>{"@type":"@json","@value":null}</c> is how a null is written on purpose.
    /// </remarks>
    public static void CopyValue(ref Utf8JsonReader reader, PooledBuffer output, bool keepNulls = false)
    {
        var depth = 0;
        var afterValue = false;
        while (true)
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.StartObject or JsonTokenType.StartArray:
                    Separate(output, afterValue);
                    output.Append(reader.ValueSpan[0]);
                    depth++;
                    afterValue = false;
                    break;
                case JsonTokenType.EndObject or JsonTokenType.EndArray:
                    output.Append(reader.ValueSpan[0]);
                    depth--;
                    afterValue = true;
                    break;
                case JsonTokenType.PropertyName:
                    if (!keepNulls && NextIsNull(reader) && !reader.ValueTextEquals("@value"u8))
                    {
                        reader.Read();
                        break;
                    }
                    Separate(output, afterValue);
                    CopyString(ref reader, output);
                    output.Append((byte)':');
                    afterValue = false;
                    break;
                case JsonTokenType.String:
                    Separate(output, afterValue);
                    CopyString(ref reader, output);
                    afterValue = true;
                    break;
                default:
                    Separate(output, afterValue);
                    output.Append(reader.ValueSpan);
                    afterValue = true;
                    break;
            }
            if (depth == 0)
                return;
            reader.Read();
        }
    }

    /// <summary>Copies the reader's present string or property name as a JSON string, with quotes.</summary>
    public static void CopyString(ref readonly Utf8JsonReader reader, PooledBuffer output)
    {
        if (reader.ValueIsEscaped)
        {
            using var scratch = PooledBuffer.Rent();
            AppendString(output, Unescaped(in reader, scratch));
            return;
        }
        output.Append((byte)'"');
        output.Append(reader.ValueSpan);
        output.Append((byte)'"');
    }

    private static bool NextIsNull(Utf8JsonReader ahead) => ahead.Read() && ahead.TokenType == JsonTokenType.Null;

    private static void Separate(PooledBuffer output, bool afterValue)
    {
        if (afterValue)
            output.Append((byte)',');
    }

    private static void AppendEscape(PooledBuffer output, byte value)
    {
        switch (value)
        {
            case (byte)'"': output.Append("\\\""u8); break;
            case (byte)'\\': output.Append("\\\\"u8); break;
            case (byte)'\n': output.Append("\\n"u8); break;
            case (byte)'\r': output.Append("\\r"u8); break;
            case (byte)'\t': output.Append("\\t"u8); break;
            default:
                output.Append("\\u00"u8);
                output.Append((byte)Hexadecimal[value >> 4]);
                output.Append((byte)Hexadecimal[value & 15]);
                break;
        }
    }
}
