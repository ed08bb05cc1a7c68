using System.Text.Json;
using System.Text.Json.Serialization;
using Waziup.Ngsi.Client.Http;

namespace Waziup.Ngsi.Client;

/// <summary>A context source, and what it can be asked for (5.2.9). In an update, members that are null stay as they are.</summary>
public sealed record NgsiRegistration
{
    /// <summary>The id; null lets the broker choose one.</summary>
    public string? Id { get; init; }

    /// <summary>Always <c>ContextSourceRegistration</c>.</summary>
    public string Type { get; init; } = "ContextSourceRegistration";

    /// <summary>A name for people.</summary>
    public string? RegistrationName { get; init; }

    /// <summary>A text for people.</summary>
    public string? Description { get; init; }

    /// <summary>What the source has.</summary>
    public IReadOnlyList<NgsiRegistrationInfo>? Information { get; init; }

    /// <summary>The address of the source, without <c>/ngsi-ld/v1</c>.</summary>
    public Uri? Endpoint { get; init; }

    /// <summary>The tenant to ask at the source; null for its default one.</summary>
    public string? Tenant { get; init; }

    /// <summary>How it stands beside the broker: <c>inclusive</c>, which null means, <c>exclusive</c>, <c>redirect</c> or <c>auxiliary</c>.</summary>
    public string? Mode { get; init; }

    /// <summary>What the source can do: names of operations or of groups of them; null for <c>federationOps</c>.</summary>
    public IReadOnlyList<string>? Operations { get; init; }

    /// <summary>Headers for the source, and how it wants to be asked.</summary>
    public IReadOnlyList<NgsiKeyValue>? ContextSourceInfo { get; init; }

    /// <summary>When the registration ends; null for never.</summary>
    [JsonConverter(typeof(InstantConverter))]
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Said by the broker: <c>ok</c> or <c>failed</c>.</summary>
    public string? Status { get; init; }

    /// <summary>All other members, such as <c>location</c> or <c>management</c>, under their names in the standard.</summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? More { get; set; }
}
