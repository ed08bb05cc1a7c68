using Waziup.Ngsi.Access.Disclosing;
using Waziup.Ngsi.Access.Noise;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query;

namespace Waziup.Ngsi.Access.Policies.Releases;

/// <summary>A statistic over many entities, which is published as an entity for each group of them: the mean of each cell of time.</summary>
/// <param name="Sources">The entities that it is made of. Nobody is shown them by it.</param>
/// <param name="Attribute">Of which attribute.</param>
/// <param name="Period">The cells.</param>
/// <param name="Unit">The attribute that says whose an entity is: all that somebody has counts as one.</param>
/// <param name="As">The type and the attribute that are published, and another one for how many units there are, about; null for none.</param>
/// <param name="IdPrefix">What the ids of what is published begin with; the group comes behind it.</param>
/// <remarks>
/// <b>Not</b> hidden by it, where it has no noise: who joins a group between two cells, where the others are known or stay the same. Entities of owners who are
/// invented fill a group. With noise (<see cref="NoisyUnits"/>) it is not hidden that there is anybody in a group of which something is published.
/// </remarks>
internal sealed record Release(Filter Sources, Iri Attribute, AlignedPeriod Period, Iri Unit, (Iri Type, Iri Attribute, Iri? TotalCount) As, string IdPrefix)
{
    /// <summary>Under which id it is kept up to when a policy has published.</summary>
    public static string ProgressOf(string policy) => $"release {policy}";

    /// <summary>By how many levels of their scopes entities are grouped; 0 where <see cref="By"/> groups them.</summary>
    public int ScopeDepth { get; init; }

    /// <summary>The attribute whose texts group entities; null where their scopes do.</summary>
    public Iri? By { get; init; }

    /// <summary>The unitCode of readings that count; null for any.</summary>
    public string? UnitCode { get; init; }

    /// <summary>Of how many units a cell has readings at least; others are not published.</summary>
    public int MinUnits { get; init; } = 5;

    /// <summary>How many readings a cell has at least. Where there is noise it does not count: that decides by units alone.</summary>
    public int MinSamples { get; init; } = 20;

    /// <summary>Between which numbers the mean of a unit lies; what is beyond counts as the nearer one. Null for no bounds.</summary>
    public (double Lowest, double Highest)? Clamp { get; init; }

    /// <summary>What is published is a multiple of it; null for any number.</summary>
    public decimal? Round { get; init; }

    /// <summary>How much a cell may tell of a unit, in thousandths; 0 where there is no noise.</summary>
    public int Epsilon { get; init; }

    /// <summary>Where the means of units lie to which noise is added; null where there is none.</summary>
    public Lattice? Lattice { get; init; }

    /// <summary>The last generation of a cell that is looked at. With noise it is the first one: each further look would tell of the same units once more.</summary>
    public int LastGeneration => Epsilon > 0 ? 0 : 8;

    /// <summary>What decides which entities count, for which group and as whose.</summary>
    public IEnumerable<Iri> ControlNames => [Unit, By ?? EntityNames.Scope, .. ConditionNames.All(Sources)];

    /// <summary>The id of what is published for a group; null where that would be too long.</summary>
    /// <param name="group">The parts of its name.</param>
    public EntityId? IdOf(IEnumerable<string> group) =>
        EntityId.TryParse(IdPrefix + string.Join(':', group.Select(Uri.EscapeDataString)), out var id) ? id : null;
}
