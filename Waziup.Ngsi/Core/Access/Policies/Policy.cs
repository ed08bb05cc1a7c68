using System.Collections.Frozen;
using System.Collections.Immutable;
using Waziup.Ngsi.Access.Policies.Releases;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Query;

namespace Waziup.Ngsi.Access.Policies;

/// <summary>One policy as data: who may do what with which entities, and sees which attributes in which form.</summary>
/// <param name="Id">A URI.</param>
/// <param name="Who">For whom: any of <c>subject:</c>, <c>role:</c>, <c>group:</c>, <c>key:</c> with a name, <c>authenticated</c>, <c>anybody</c>.</param>
/// <param name="Rights">What for.</param>
/// <param name="Entities">Which entities, with placeholders such as <c>$me</c> as operands.</param>
/// <param name="Forms">The form of each named attribute.</param>
/// <param name="Rest">The form of what is not named; null: nothing is said of it.</param>
/// <remarks>Immutable.</remarks>
internal sealed record Policy(
    string Id, ImmutableArray<string> Who, ImmutableArray<Right> Rights, Filter Entities, FrozenDictionary<Iri, Disclosure> Forms, Disclosure? Rest)
{
    /// <summary>Whether it opens, caps, or opens whatever caps say.</summary>
    public RuleEffect Effect { get; init; }

    /// <summary>The purposes of which the request has one; default: any purpose, and none.</summary>
    public ImmutableArray<string> Purposes { get; init; }

    /// <summary>Named sets of ids, which are made for each caller.</summary>
    public FrozenDictionary<string, PolicySelection> Let { get; init; } = FrozenDictionary<string, PolicySelection>.Empty;

    /// <summary>Sub-attributes that are shown or hidden other than their attribute.</summary>
    public FrozenDictionary<(Iri Attribute, Iri SubAttribute), bool> Beside { get; init; } = FrozenDictionary<(Iri Attribute, Iri SubAttribute), bool>.Empty;

    /// <summary>Whether the whole entity is hidden; only of limits.</summary>
    public bool HidesEntity { get; init; }

    /// <summary>What is published, so that it can be given; null for nothing. Then <see cref="Entities"/> are what is published.</summary>
    public Release? Release { get; init; }

    /// <summary>The name under which pseudonyms are made; null: each subject has his own.</summary>
    public string? Audience { get; init; }

    /// <summary>After which time pseudonyms change; null: never.</summary>
    public Period? Rotation { get; init; }

    /// <summary>From when on it holds; none: always has.</summary>
    public Instant From { get; init; } = Instant.None;

    /// <summary>From when on it does not hold any more; none: never.</summary>
    public Instant Until { get; init; } = Instant.None;

    /// <summary>Whether each use is written down.</summary>
    public bool IsAudited { get; init; }

    /// <summary>Whether a request has to say why.</summary>
    public bool NeedsReason { get; init; }

    /// <summary>The attribute that names those who are told of each use; null for nobody.</summary>
    public Iri? Notify { get; init; }

    /// <summary>Who wrote it within what he may administer; null for an administrator.</summary>
    public Caller? Delegate { get; init; }

    /// <summary>Whether entities are shown only where enough others are like them; null: whether or not.</summary>
    public CohortRule? Cohort { get; init; }

    /// <summary>Under which name is kept what was made of this version of it; null for one that is not kept itself.</summary>
    public string? Revision { get; init; }

    /// <summary>Whether the grant depends on who the caller is, not on his roles and groups alone.</summary>
    public bool IsPersonal { get; init; }

    /// <summary>Whether what it shows is another thing for each audience: pseudonyms, and noise.</summary>
    public bool IsOfAudience => Forms.Values.Append(Rest).Any(form => form is { Value: ValueStep.Pseudonym } or { Cells.Epsilon: > 0 });

    /// <summary>The form of an attribute; null where it says nothing of it.</summary>
    public Disclosure? FormOf(Iri name) => Forms.GetValueOrDefault(name) ?? Rest;

    /// <summary>Whether it holds at a time.</summary>
    public bool HoldsAt(Instant now) => (From.IsNone || From <= now) && (Until.IsNone || now < Until);

    /// <summary>Whether it is for this caller with what he has said of his request.</summary>
    public bool IsFor(Caller caller) =>
        (Purposes.IsDefault || (caller.Purpose is { } purpose && Purposes.Contains(purpose))) && (!NeedsReason || !string.IsNullOrWhiteSpace(caller.Reason));
}

/// <summary>A set of entities, of which a policy uses the ids.</summary>
/// <param name="Entities">Which, with placeholders.</param>
/// <param name="Max">How many they may be; beyond that the policy gives nothing, and a limit hides all it could.</param>
internal sealed record PolicySelection(Filter Entities, int Max);
