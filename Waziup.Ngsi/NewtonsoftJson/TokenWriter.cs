using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Newtonsoft.Json.Linq;
using Waziup.Ngsi.Json;

namespace Waziup.Ngsi.NewtonsoftJson;

/// <summary>Writes tokens as the standard wants JSON: times in UTC with Z, numbers with all their digits.</summary>
internal static class TokenWriter
{
    // What entities are read with, and what brokers take.
    private const int MaxDepth = 64;

    private static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The token as UTF-8.</summary>
    /// <exception cref="ArgumentException">It holds something that JSON has no form for.</exception>
    /// <exception cref="JsonException">It is deeper than 64 levels, or holds raw text that is no JSON.</exception>
    public static ReadOnlyMemory<byte> Write(JToken token)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(bytes, Relaxed))
            Write(writer, token);
        return bytes.WrittenMemory;
    }

    private static void Write(Utf8JsonWriter writer, JToken token)
    {
        if (token is JContainer && writer.CurrentDepth >= MaxDepth)
            throw new JsonException($"an entity has {MaxDepth} levels at most");
        switch (token)
        {
            case JObject json:
                writer.WriteStartObject();
                foreach (var member in json.Properties())
                {
                    writer.WritePropertyName(member.Name);
                    Write(writer, member.Value);
                }
                writer.WriteEndObject();
                break;
            case JArray list:
                writer.WriteStartArray();
                foreach (var item in list)
                    Write(writer, item);
                writer.WriteEndArray();
                break;
            case JRaw raw:
                writer.WriteRawValue(raw.Value?.ToString() ?? "null");
                break;
            case JValue value:
                WriteValue(writer, value.Value);
                break;
            default:
                throw new ArgumentException($"JSON has no form for a {token.Type}", nameof(token));
        }
    }

    private static void WriteValue(Utf8JsonWriter writer, object? value)
    {
        switch (value)
        {
            case null:
                writer.WriteNullValue();
                break;
            case string text:
                writer.WriteStringValue(text);
                break;
            case bool truth:
                writer.WriteBooleanValue(truth);
                break;
            case DateTimeOffset time:
                writer.WriteStringValue(Instant.Of(time).ToString());
                break;
            case DateTime time:
                // A time without a zone is taken for UTC: the machine's own zone must not decide what is sent.
                var known = time.Kind == DateTimeKind.Unspecified ? DateTime.SpecifyKind(time, DateTimeKind.Utc) : time;
                writer.WriteStringValue(Instant.Of(new DateTimeOffset(known)).ToString());
                break;
            case byte[] bytes:
                writer.WriteBase64StringValue(bytes);
                break;
            case double or float when !double.IsFinite(Convert.ToDouble(value, CultureInfo.InvariantCulture)):
                throw new ArgumentException($"JSON has no form for {value}", nameof(value));
            case sbyte or byte or short or ushort or int or uint or long or ulong or float or double or decimal or System.Numerics.BigInteger:
                writer.WriteRawValue(((IFormattable)value).ToString(null, CultureInfo.InvariantCulture));
                break;
            case IFormattable other:
                writer.WriteStringValue(other.ToString(null, CultureInfo.InvariantCulture));
                break;
            default:
                writer.WriteStringValue(value.ToString());
                break;
        }
    }
}
