using System.Text.Json;
using System.Text.Json.Serialization;

namespace Waziup.Ngsi.Client.Http;

/// <summary>An entity where other JSON is read and written; its text stays as it is.</summary>
internal sealed class EntityConverter : JsonConverter<NgsiEntity>
{
    public override NgsiEntity Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        new(JsonElement.ParseValue(ref reader));

    public override void Write(Utf8JsonWriter writer, NgsiEntity value, JsonSerializerOptions options) =>
        writer.WriteRawValue(value.Utf8, skipInputValidation: true);
}
