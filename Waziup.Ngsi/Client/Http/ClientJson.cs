using System.Text.Json;
using System.Text.Json.Serialization;

namespace Waziup.Ngsi.Client.Http;

/// <summary>How documents other than entities are read and written.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(FormatConverter)])]
[JsonSerializable(typeof(JsonElement))]
[JsonSerializable(typeof(NgsiEntity))]
[JsonSerializable(typeof(NgsiSubscription))]
[JsonSerializable(typeof(NgsiRegistration))]
internal sealed partial class ClientJson : JsonSerializerContext;
