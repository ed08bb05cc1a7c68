using System.Text.Json.Serialization;
using Waziup.Ngsi.Client.Http;

namespace Waziup.Ngsi.Client;

/// <summary>Some entities, in a subscription or a registration (5.2.8, 5.2.33).</summary>
/// <param name="Type">A type; in a subscription also a selection of several (4.17), or <c>*</c>. A list of types is read as that too.</param>
public sealed record NgsiEntitySelector([property: JsonConverter(typeof(TypeListConverter))] string Type)
{
    /// <summary>Only these entities.</summary>
    [JsonPropertyName("id")]
    [JsonConverter(typeof(OneOrManyConverter))]
    public IReadOnlyList<string>? Ids { get; init; }

    /// <summary>A regular expression for the ids.</summary>
    public string? IdPattern { get; init; }
}
