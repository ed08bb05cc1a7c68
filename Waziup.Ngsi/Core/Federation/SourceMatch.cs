using System.Collections.Immutable;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query;

namespace Waziup.Ngsi.Federation;

/// <summary>A registration whose source a request concerns, and the part of it that does (5.12).</summary>
/// <param name="Registration">The registration.</param>
/// <param name="Information">The elements of its information that match.</param>
internal sealed record SourceMatch(Registration Registration, ImmutableArray<RegisteredInformation> Information)
{
    /// <summary>The attributes that the source has of what is asked for; null: all.</summary>
    public IReadOnlySet<Iri>? Attributes { get; } = Information is [var only] ? only.Attributes
        : Information.Any(one => one.Attributes is null) ? null : Information.SelectMany(one => one.Attributes!).ToHashSet();

    /// <summary>Whether the source has the attribute.</summary>
    public bool Has(Iri attribute) => Attributes is null || Attributes.Contains(attribute);

    /// <summary>Whether the source may have entities of the type.</summary>
    public bool HasType(Iri type) => Information.Any(one => one.Entities.IsEmpty || one.Entities.Any(entity => entity.Types.IsEmpty || entity.Types.Contains(type)));

    /// <summary>Whether it is a match at a time.</summary>
    public bool Holds(SourceRequest request, Instant now) => Registration.IsLive(now) && Covers(Registration, request, now);

    /// <summary>The part of a registration that a request concerns; null where none does. Whether it <see cref="Holds"/> is to be asked.</summary>
    public static SourceMatch? Of(Registration registration, SourceRequest request)
    {
        if (!IsOfTime(registration, request))
            return null;
        var matching = registration.Information.Where(one => Matches(one, request)).ToImmutableArray();
        return matching.IsEmpty ? null : new SourceMatch(registration, matching);
    }

    /// <summary>The part that a request concerns at a time; null where none does.</summary>
    public static SourceMatch? Of(Registration registration, SourceRequest request, Instant now) =>
        Of(registration, request) is { } match && match.Holds(request, now) ? match : null;

    // A source that says which time it has data of has the past alone.
    private static bool IsOfTime(Registration registration, SourceRequest request) => request.Window switch
    {
        null => !registration.IsTemporal,
        _ when !registration.IsTemporal => !request.NeedsInterval,
        { Property: TimeProperty.CreatedAt or TimeProperty.ModifiedAt or TimeProperty.DeletedAt } window => registration.Managed.Overlaps(window),
        { } window => registration.Observed.Overlaps(window),
    };

    private static bool Covers(Registration registration, SourceRequest request, Instant now)
    {
        var description = registration.Description;
        if (request.Condition is { } condition && !Evaluator.Matches(condition, description, now))
            return false;
        if (request.Scope is { } scope && description.HasScope && !Evaluator.Matches(scope, description, now))
            return false;
        if (request.Place is { } place && registration.Places.TryGetValue(place.Property, out var area) && !place.Relation.MayHoldIn(area))
            return false;
        return request.Datasets.IsDefault || registration.Datasets is null || request.Datasets.Any(registration.Datasets.Contains);
    }

    /// <summary>The same in parts of which each is about ids, or a pattern, of the same types: only together they say precisely which entities.</summary>
    public IEnumerable<SourceMatch> Parts(SourceRequest request)
    {
        foreach (var information in Information)
        {
            if (information.Entities.IsEmpty)
                yield return new SourceMatch(Registration, [information]);
            foreach (var alike in information.Entities.Where(entity => Matches(entity, request)).GroupBy(Likeness))
                yield return new SourceMatch(Registration, [information with { Entities = [.. alike] }]);
        }
    }

    private static string Likeness(RegisteredEntity entity) =>
        $"{string.Join(' ', entity.Types.Select(type => type.Value).Order(StringComparer.Ordinal))} {(entity.Id.IsNone ? "~" + entity.IdPattern : "")}";

    private static bool Matches(RegisteredInformation information, SourceRequest request) =>
        (request.Matters.IsDefault || information.Attributes is null || request.Matters.Any(information.Attributes.Contains))
        && (information.Entities.IsEmpty || information.Entities.Any(entity => Matches(entity, request)));

    private static bool Matches(RegisteredEntity entity, SourceRequest request)
    {
        if (!entity.Admits(request.Types))
            return false;
        return request.Ids.IsDefault ? request.IdPattern is null || entity.Admits(request.IdPattern) : request.Ids.Any(entity.Admits);
    }
}
