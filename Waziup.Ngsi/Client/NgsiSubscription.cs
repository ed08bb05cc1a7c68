using System.Text.Json;
using System.Text.Json.Serialization;
using Waziup.Ngsi.Client.Http;

namespace Waziup.Ngsi.Client;

/// <summary>A wish to be told of changes (5.2.12). In an update, members that are null stay as they are.</summary>
public sealed record NgsiSubscription
{
    /// <summary>The id; null lets the broker choose one.</summary>
    public string? Id { get; init; }

    /// <summary>Always <c>Subscription</c>.</summary>
    public string Type { get; init; } = "Subscription";

    /// <summary>A name for people.</summary>
    public string? SubscriptionName { get; init; }

    /// <summary>A text for people.</summary>
    public string? Description { get; init; }

    /// <summary>The entities; null for all that have a watched attribute.</summary>
    public IReadOnlyList<NgsiEntitySelector>? Entities { get; init; }

    /// <summary>The attributes whose changes count; null for all.</summary>
    public IReadOnlyList<string>? WatchedAttributes { get; init; }

    /// <summary>Which kinds of change count, such as <c>entityDeleted</c>; null for those of attributes.</summary>
    public IReadOnlyList<string>? NotificationTrigger { get; init; }

    /// <summary>A condition on attributes that the entity must meet (4.9).</summary>
    public string? Q { get; init; }

    /// <summary>A condition on scopes (4.19).</summary>
    public string? ScopeQ { get; init; }

    /// <summary>Not by change but so often, whole seconds or fractions.</summary>
    [JsonConverter(typeof(SecondsConverter))]
    public TimeSpan? TimeInterval { get; init; }

    /// <summary>The least time between two notifications.</summary>
    [JsonConverter(typeof(SecondsConverter))]
    public TimeSpan? Throttling { get; init; }

    /// <summary>When the subscription ends; null for never.</summary>
    [JsonConverter(typeof(InstantConverter))]
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>False for a subscription that pauses.</summary>
    public bool? IsActive { get; init; }

    /// <summary>Where notifications go, and what is in them.</summary>
    public NgsiNotification? Notification { get; init; }

    /// <summary>The @context of the notifications; null for that of the subscription.</summary>
    public Uri? JsonldContext { get; init; }

    /// <summary>Said by the broker: <c>active</c>, <c>paused</c> or <c>expired</c>.</summary>
    public string? Status { get; init; }

    /// <summary>All other members, such as <c>geoQ</c>, under their names in the standard.</summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? More { get; set; }
}
