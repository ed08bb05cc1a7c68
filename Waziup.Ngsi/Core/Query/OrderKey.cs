using NetTopologySuite.Geometries;

namespace Waziup.Ngsi.Query;

/// <summary>By what entities are ordered.</summary>
public enum OrderBy : byte
{
    /// <summary>What stands at a path.</summary>
    Path,

    /// <summary>The id.</summary>
    Id,

    /// <summary>The first type.</summary>
    Type,

    /// <summary>The first scope.</summary>
    Scope,
}

/// <summary>One step of an order (4.23): what entities are ordered by, where those before it leave them alike.</summary>
/// <param name="By">By what.</param>
/// <param name="Path">Where it stands, for <see cref="OrderBy.Path"/>; else null.</param>
/// <param name="IsDescending">The greatest first. What is missing comes last in both directions.</param>
/// <remarks>Immutable.</remarks>
public sealed record OrderKey(OrderBy By, AttributePath? Path, bool IsDescending)
{
    /// <summary>From where the distance is taken by which geometries are ordered; null: by value.</summary>
    internal Geometry? From { get; init; }

    /// <summary>Where the value counts; elsewhere it is missing.</summary>
    internal Filter Where { get; init; } = Filter.Everything;

    /// <summary>Shows what somebody sees of an entity, where its values are not those that are stored; else null.</summary>
    internal ILens? Lens { get; init; }
}
