using System.Collections.Immutable;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Query;

namespace Waziup.Ngsi.Access.Policies;

/// <summary>Has a policy show entities only where so many stand behind those that look alike.</summary>
/// <param name="K">How many, at least.</param>
/// <param name="By">The attributes that decide who looks alike, in the forms in which the policy discloses them; the scope may be one.</param>
/// <param name="Unit">The attribute that says who stands behind an entity.</param>
/// <param name="Refresh">How often it is counted anew.</param>
/// <remarks>Immutable.</remarks>
internal sealed record CohortRule(int K, ImmutableArray<Iri> By, Iri Unit, Period Refresh)
{
    /// <summary>In which period a time lies.</summary>
    public long PeriodOf(Instant now) => Refresh.IndexOf(now);

    /// <summary>When a period ends.</summary>
    public Instant EndOf(long period) => Refresh.StartOf(period + 1);
}
