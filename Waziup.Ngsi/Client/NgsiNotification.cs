using System.Text.Json;
using System.Text.Json.Serialization;
using Waziup.Ngsi.Client.Http;

namespace Waziup.Ngsi.Client;

/// <summary>Where notifications go, what is in them, and how they fared (5.2.14).</summary>
public sealed record NgsiNotification
{
    /// <summary>Notifications to an address.</summary>
    public static NgsiNotification To(Uri receiver) => new() { Endpoint = new NgsiEndpoint { Uri = receiver } };

    /// <summary>The receiver.</summary>
    public NgsiEndpoint? Endpoint { get; init; }

    /// <summary>Only these members of the entities.</summary>
    public IReadOnlyList<string>? Pick { get; init; }

    /// <summary>All members but these.</summary>
    public IReadOnlyList<string>? Omit { get; init; }

    /// <summary>How entities are represented; null for normalized.</summary>
    public NgsiFormat? Format { get; init; }

    /// <summary>Whether times of creation and modification are wanted.</summary>
    public bool? SysAttrs { get; init; }

    /// <summary>Whether the values before the change are wanted.</summary>
    public bool? ShowChanges { get; init; }

    /// <summary>Said by the broker: how the last delivery ended.</summary>
    public string? Status { get; init; }

    /// <summary>Said by the broker: how often it notified.</summary>
    public long? TimesSent { get; init; }

    /// <summary>Said by the broker: how often it failed to.</summary>
    public long? TimesFailed { get; init; }

    /// <summary>Said by the broker: when it last notified.</summary>
    [JsonConverter(typeof(InstantConverter))]
    public DateTimeOffset? LastNotification { get; init; }

    /// <summary>Said by the broker: when it last succeeded.</summary>
    [JsonConverter(typeof(InstantConverter))]
    public DateTimeOffset? LastSuccess { get; init; }

    /// <summary>Said by the broker: when it last failed.</summary>
    [JsonConverter(typeof(InstantConverter))]
    public DateTimeOffset? LastFailure { get; init; }

    /// <summary>All other members, under their names in the standard.</summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? More { get; set; }
}
