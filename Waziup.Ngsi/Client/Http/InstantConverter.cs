using System.Text.Json;
using System.Text.Json.Serialization;
using Waziup.Ngsi.Json;

namespace Waziup.Ngsi.Client.Http;

/// <summary>An instant as the standard writes it: UTC with <c>Z</c> (4.6.3).</summary>
internal sealed class InstantConverter : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        (reader.TokenType == JsonTokenType.String ? InstantText.Read(reader.GetString()) : null) ?? throw new JsonException("a time is needed");

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(Instant.Of(value).ToString());
}
