using System.Text.Json;
using System.Text.Json.Nodes;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Sensors.Registry;

namespace Waziup.Ngsi.Sensors.Providers;

/// <summary>What has become of a provider so far, as attributes of its entity.</summary>
/// <remarks>Immutable.</remarks>
internal sealed record ProviderState
{
    /// <summary>When its last answer was taken; none before the first.</summary>
    public Instant LastSuccess { get; init; } = Instant.None;

    /// <summary>When something went wrong last; none for never.</summary>
    public Instant LastFailure { get; init; } = Instant.None;

    /// <summary>What went wrong then.</summary>
    public string? LastError { get; init; }

    /// <summary>How often it failed since the last success.</summary>
    public long Failures { get; init; }

    /// <summary>When it is tried again after a failure.</summary>
    public Instant RetryAt { get; init; } = Instant.None;

    /// <summary>How many readings it has brought, those that came again included.</summary>
    public long Readings { get; init; }

    /// <summary>What its last answer called itself; null where it did not.</summary>
    public string? ETag { get; init; }

    /// <summary>When its last answer had changed, in its words; null where it did not say.</summary>
    public string? LastModified { get; init; }

    /// <summary>The state that an entity tells.</summary>
    public static ProviderState OfEntity(JsonElement entity) => new()
    {
        LastSuccess = Time(entity, "lastSuccess"),
        LastFailure = Time(entity, "lastFailure"),
        LastError = Stored.Text(entity, "lastError"),
        Failures = Count(entity, "failures"),
        RetryAt = Time(entity, "retryAt"),
        Readings = Count(entity, "readings"),
        ETag = Stored.Text(entity, "etag"),
        LastModified = Stored.Text(entity, "lastModified"),
    };

    /// <summary>What has to be written where this was another state before: only what has changed, as each attribute that is written gets a past.</summary>
    public JsonObject Since(ProviderState before)
    {
        var changes = new JsonObject();
        Time("lastSuccess", LastSuccess, before.LastSuccess);
        Time("lastFailure", LastFailure, before.LastFailure);
        Text("lastError", LastError, before.LastError);
        Number("failures", Failures, before.Failures);
        Time("retryAt", RetryAt, before.RetryAt);
        Number("readings", Readings, before.Readings);
        Text("etag", ETag, before.ETag);
        Text("lastModified", LastModified, before.LastModified);
        return changes;

        void Time(string name, Instant now, Instant then)
        {
            if (now != then && !now.IsNone)
                changes.Time(name, now.ToString());
        }

        void Text(string name, string? now, string? then)
        {
            if (now == then)
                return;
            if (now is null)
                changes[name] = "urn:ngsi-ld:null";
            else
                changes.Text(name, now);
        }

        void Number(string name, long now, long then)
        {
            if (now != then)
                changes[name] = new JsonObject { ["type"] = "Property", ["value"] = now };
        }
    }

    private static Instant Time(JsonElement entity, string name) =>
        Stored.Value(entity, name) is { } value && Stored.Word(value, "@value") is { } text && Instant.TryParse(text, out var time) ? time : Instant.None;

    private static long Count(JsonElement entity, string name) =>
        Stored.Value(entity, name) is { ValueKind: JsonValueKind.Number } number && number.TryGetInt64(out var count) && count > 0 ? count : 0;
}
