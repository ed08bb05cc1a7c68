using Waziup.Ngsi.Json;

namespace Waziup.Ngsi.Storage;

/// <summary>What a stored document is.</summary>
public enum DocumentKind : byte
{
    /// <summary>No kind.</summary>
    None,

    /// <summary>A JSON-LD context that this broker hosts (5.13).</summary>
    Context,

    /// <summary>Something the broker remembers about itself.</summary>
    Setting,

    /// <summary>The entities that a query has selected (5.2.39).</summary>
    EntityMap,

    /// <summary>A subscription (5.2.12).</summary>
    Subscription,

    /// <summary>What has become of the notifications of a subscription; under the id of the subscription.</summary>
    Delivery,

    /// <summary>A copy of a fetched @context that stored things need; its id is the URL.</summary>
    ContextCopy,

    /// <summary>A context source registration (5.2.9).</summary>
    Registration,

    /// <summary>How the source of a registration has answered; under the id of the registration.</summary>
    SourceState,

    /// <summary>A subscription to registrations (5.11).</summary>
    RegistrationSubscription,

    /// <summary>What a subscription to registrations was told; under its id.</summary>
    RegistrationsTold,

    /// <summary>A subscription that this broker has at a source on behalf of one of its own; under its id there.</summary>
    RemoteSubscription,

    /// <summary>A snapshot (5.2.41).</summary>
    Snapshot,

    /// <summary>A version of an access policy.</summary>
    Policy,

    /// <summary>Which versions of policies hold together, now or once.</summary>
    PolicySet,

    /// <summary>What a device or a program shows to say who it is.</summary>
    ApiKey,

    /// <summary>A person whom the broker knows by a password.</summary>
    Account,

    /// <summary>A person who is logged in.</summary>
    Session,

    /// <summary>What was last heard of somebody whom another one vouches for.</summary>
    LastSeen,

    /// <summary>What an audience was told of an attribute under noise.</summary>
    NoiseAccount,

    /// <summary>Which entities a policy shows until a moment since enough others are like them.</summary>
    Cohort,

    /// <summary>Which key a certificate stands for; its id is the fingerprint.</summary>
    KeyCertificate,

    /// <summary>Where the readings of a sensor go on with its pipeline; its id is that of the sensor.</summary>
    Stream,

    /// <summary>How far another broker was told of what is here; its id is the name of the link.</summary>
    Uplink,

    /// <summary>An entity of which another broker has refused something; its id is the name of the link and that of the entity.</summary>
    Refused,

    /// <summary>Which scripts of a codec may be carried out; its id is that of the codec.</summary>
    Codec,

    /// <summary>A provider of data that is asked from time to time, with what it is shown and nobody else sees; its id is that of its entity.</summary>
    Provider,
}

/// <summary>A small document that the broker keeps beside the entities.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Id">Unique for its tenant and kind.</param>
/// <param name="Owner">Who may see and change it; null for nobody in particular.</param>
/// <param name="ModifiedAt">When it was written.</param>
/// <param name="Body">UTF-8 JSON.</param>
public sealed record Document(DocumentKind Kind, string Id, string? Owner, Instant ModifiedAt, ReadOnlyMemory<byte> Body)
{
    /// <summary>When it goes by itself; none for never.</summary>
    public Instant ExpiresAt { get; init; } = Instant.None;
}
