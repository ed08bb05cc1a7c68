using System.Text.Json;
using System.Text.Json.Serialization;
using Waziup.Ngsi.Client.Http;

namespace Waziup.Ngsi.Client;

/// <summary>A receiver of notifications (5.2.15).</summary>
public sealed record NgsiEndpoint
{
    /// <summary>The address: http, https, mqtt or mqtts.</summary>
    public Uri? Uri { get; init; }

    /// <summary>The media type of the notifications; null for <c>application/json</c>.</summary>
    public string? Accept { get; init; }

    /// <summary>Headers that the receiver wants.</summary>
    public IReadOnlyList<NgsiKeyValue>? ReceiverInfo { get; init; }

    /// <summary>What the broker needs to reach the receiver (MQTT).</summary>
    public IReadOnlyList<NgsiKeyValue>? NotifierInfo { get; init; }

    /// <summary>How long a delivery may take.</summary>
    [JsonConverter(typeof(MillisecondsConverter))]
    public TimeSpan? Timeout { get; init; }

    /// <summary>How long the broker waits after a failure.</summary>
    [JsonConverter(typeof(MillisecondsConverter))]
    public TimeSpan? Cooldown { get; init; }

    /// <summary>All other members, under their names in the standard.</summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? More { get; set; }
}
