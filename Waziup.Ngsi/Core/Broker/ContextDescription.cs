using Waziup.Ngsi.Json;
using Waziup.Ngsi.JsonLd;

namespace Waziup.Ngsi.Broker;

/// <summary>What is known about a context (5.13.3).</summary>
/// <remarks>The URL is null for a context that this broker serves: it depends on how the broker was reached.</remarks>
internal sealed record ContextDescription(
    string? Url, string LocalId, ContextKind Kind, Instant CreatedAt, Instant LastUsage, long Hits, Instant ExpiresAt)
{
    public static ContextDescription Of(HostedContext context) => new(
        null, context.Id, context.Kind, context.CreatedAt, context.LastUsage, context.Hits, Instant.None);

    public static ContextDescription Of(CachedContext context) => new(
        context.Url, context.LocalId, ContextKind.Cached, Instant.Of(context.CreatedAt),
        context.NumberOfHits > 0 ? Instant.Of(context.LastUsage) : Instant.None, context.NumberOfHits,
        context.ExpiresAt is { } expires ? Instant.Of(expires) : Instant.None);
}
