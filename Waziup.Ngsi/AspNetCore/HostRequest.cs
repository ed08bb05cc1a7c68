using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using Waziup.Ngsi.Access;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.AspNetCore;

/// <summary>A request for a <see cref="HostRoute"/> that has passed the checks.</summary>
/// <param name="Tenant">Where.</param>
/// <param name="Caller">Who asks.</param>
/// <param name="Values">What stands in the path for the braces of the template, decoded, in order.</param>
/// <param name="ContentType">The media type of the body as it was sent; empty where it was not told.</param>
/// <param name="Body">The body. It is valid until the operation has ended.</param>
public sealed record HostRequest(TenantId Tenant, Caller Caller, IReadOnlyList<string> Values, string ContentType, ReadOnlyMemory<byte> Body)
{
    /// <summary>The URL parameters that it has, decoded, by name.</summary>
    public IReadOnlyDictionary<string, string> Parameters { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>The body as JSON; a copy, which stays.</summary>
    /// <exception cref="NgsiLdException">InvalidRequest, BadRequestData: it is none, or a member is named twice.</exception>
    public JsonElement ReadJson() => JsonOnce.Read(Body);
}

/// <summary>How a <see cref="HostRoute"/> answers.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Body">The JSON; null for none.</param>
public sealed record HostAnswer(int Status, JsonNode? Body = null)
{
    /// <summary>Where what was made can be found; null where nothing was.</summary>
    public string? Location { get; init; }
}
