using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Broker;

/// <summary>What a request says of entity maps (5.5.9.3).</summary>
/// <param name="Location">The map that it wants to go on with, an id or a path; null for none.</param>
/// <param name="IsWanted">Whether it wants a new one.</param>
/// <param name="Lifetime">For how long; null for no wish.</param>
internal readonly record struct MapRequest(string? Location, bool IsWanted, string? Lifetime)
{
    /// <summary>Whether it says anything.</summary>
    public bool IsAny => IsWanted || Location is not null;

    /// <exception cref="NgsiLdException">BadRequestData for a lifetime of no map.</exception>
    public static MapRequest Of(QueryRequest request, string? location) => request is { EntityMap: false, EntityMapLifetime: not null }
        ? throw NgsiLdErrors.Bad("entityMapLifetime needs entityMap=true") : new(location, request.EntityMap, request.EntityMapLifetime);
}
