using System.Text.Json;
using System.Text.Json.Serialization;

namespace Waziup.Ngsi.Client.Http;

/// <summary>A format by its name in the standard.</summary>
internal sealed class FormatConverter : JsonConverter<NgsiFormat>
{
    public static string Name(NgsiFormat format) => format switch
    {
        NgsiFormat.Concise => "concise",
        NgsiFormat.Simplified => "simplified",
        _ => "normalized",
    };

    public override NgsiFormat Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetString() switch
    {
        "concise" => NgsiFormat.Concise,
        // The older name of the same (6.3.7).
        "simplified" or "keyValues" => NgsiFormat.Simplified,
        _ => NgsiFormat.Normalized,
    };

    public override void Write(Utf8JsonWriter writer, NgsiFormat value, JsonSerializerOptions options) => writer.WriteStringValue(Name(value));
}
