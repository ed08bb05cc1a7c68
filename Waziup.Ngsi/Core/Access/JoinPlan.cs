using System.Collections.Frozen;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Access;

/// <summary>How linked entities come with those that link to them (4.5.23).</summary>
internal enum JoinKind : byte
{
    /// <summary>They do not come.</summary>
    None,

    /// <summary>Inside the relationships that lead to them.</summary>
    Inline,

    /// <summary>Behind the linking ones, each once.</summary>
    Flat,
}

/// <summary>Which linked entities are wanted.</summary>
/// <param name="Kind">How they come.</param>
/// <param name="Level">How many relationships are followed, one behind the other.</param>
/// <param name="ContainedBy">Entities that are not to be shown again.</param>
internal sealed record JoinPlan(JoinKind Kind, int Level, FrozenSet<EntityId> ContainedBy)
{
    public static readonly JoinPlan None = new(JoinKind.None, 0, []);
}
