using System.Text.Json;
using System.Text.Json.Serialization;

namespace Waziup.Ngsi.Client.Http;

/// <summary>A selection of types, which a list of them is too: any of them (4.17).</summary>
internal sealed class TypeListConverter : JsonConverter<string>
{
    private static readonly OneOrManyConverter List = new();

    public override string Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        string.Join(',', List.Read(ref reader, typeof(IReadOnlyList<string>), options));

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);
}
