using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using Waziup.Ngsi.Federation;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query;

namespace Waziup.Ngsi.Broker.Distribution;

/// <summary>A query as sources are asked it (5.7.2).</summary>
/// <remarks>Thread-safe; it may be asked more than once.</remarks>
/// <param name="plan">The query.</param>
/// <param name="terms">The terms in which it was read.</param>
/// <param name="mayFilter">Whether sources may apply its conditions: each has whole entities, and the caller sees all that the conditions are about.</param>
internal sealed class SourceQuery(QueryPlan plan, ActiveContext terms, bool mayFilter)
{
    /// <summary>What decides which sources it concerns.</summary>
    public SourceRequest Request => Questions.Request;

    /// <summary>The questions for the first entities of each source.</summary>
    public SourceQuestions Questions => field ??= new SourceQuestions(RequestOf(plan, terms), (match, theirs, limit) => Message(match, theirs, null, 0, limit));

    /// <summary>Whether it is kept to be asked again: then it is worth its memory to know what is answered.</summary>
    public bool IsKept => plan.IsKept;

    /// <summary>Whether it is the same query.</summary>
    public bool Is(QueryPlan other, ActiveContext otherTerms, bool otherMayFilter) =>
        ReferenceEquals(other, plan) && ReferenceEquals(otherTerms, terms) && otherMayFilter == mayFilter;

    /// <summary>Which entities, whatever is in them.</summary>
    public Filter Selectors => field ??= plan.Request.Selectors.Count == 0
        ? Filter.Everything : new Filter.Any([.. plan.Request.Selectors.Select(selector => QueryPlan.FilterOf(selector, terms))]);

    /// <summary>Whether an entity of a source is one of those that were asked for.</summary>
    public bool Selects(Entity entity, Instant now) => (Request.Ids.IsDefault || Request.Ids.Contains(entity.Id)) && Evaluator.Matches(Selectors, entity, now);

    /// <summary>Whether a source that is asked in these terms applies the conditions itself.</summary>
    public bool IsFilteredIn(ActiveContext theirs) => mayFilter && ReferenceEquals(theirs, terms);

    /// <summary>The question for one source.</summary>
    /// <param name="match">The source.</param>
    /// <param name="theirs">The @context in which it is asked.</param>
    /// <param name="ids">Some of the entities alone; null for all that match.</param>
    /// <param name="offset">How many to pass over.</param>
    /// <param name="limit">How many are wanted.</param>
    public RemoteMessage Message(SourceMatch match, ActiveContext theirs, IReadOnlyList<EntityId>? ids, int offset, int limit)
    {
        var part = new SourcePart(match, Request, theirs);
        var wanted = ids ?? part.Ids;
        List<(string Name, string Value)> paging = [("options", "sysAttrs"), ("limit", limit.ToString(CultureInfo.InvariantCulture))];
        if (offset > 0)
            paging.Add(("offset", offset.ToString(CultureInfo.InvariantCulture)));
        if (IsByBody(match, wanted))
            return new RemoteMessage("POST", "entityOperations/query", paging, theirs) { Body = part.Query(wanted, IsFilteredIn(theirs) ? AddConditions : null) };
        List<(string, string)> parameters = [.. part.Which(wanted), .. part.Attributes, .. paging];
        if (IsFilteredIn(theirs))
            parameters.AddRange(Conditions().Select(pair => (pair.Name, pair.Value!)));
        return new RemoteMessage("GET", "entities", parameters, theirs);
    }

    /// <summary>The entities that are named to a source, in parts; none where one question names all of them, or none is named.</summary>
    /// <param name="match">The source.</param>
    /// <param name="ids">Those that are meant; null for all that match.</param>
    public List<List<EntityId>> Parts(SourceMatch match, IReadOnlyList<EntityId>? ids)
    {
        var count = ids is not null ? ids.Count : Request.Ids.IsDefault ? match.Information.Sum(one => one.Entities.Length) : Request.Ids.Length;
        if (count < 2)
            return [];
        var named = ids ?? new SourcePart(match, Request, terms).Ids;
        var most = IsByBody(match, named) ? IdParts.MostInBody : IdParts.MostInUrl;
        return IdParts.Fit(named, most) ? [] : IdParts.Of(named, most);
    }

    // What fits into a URL stands there, if the source takes it.
    private static bool IsByBody(SourceMatch match, IReadOnlyList<EntityId> named) => !match.Registration.Supports(SourceOperations.QueryEntity)
        || (match.Registration.Supports(SourceOperations.QueryBatch) && !IdParts.Fit(named, IdParts.MostInUrl));

    /// <summary>Whether it says more than which entities by their ids and types.</summary>
    public bool HasConditions => Conditions().Any();

    /// <summary>The same as a deletion (5.6.21).</summary>
    /// <param name="match">The source.</param>
    /// <param name="theirs">The @context in which it is asked.</param>
    /// <param name="attributes">The attributes that go; null for whole entities, or for all but those that stay.</param>
    /// <param name="keep">The attributes that stay, as the client has named them; null where it is not asked for.</param>
    /// <returns>The deletion, in parts that a URL holds; null where it cannot be said without deleting more.</returns>
    public List<RemoteMessage>? Purge(SourceMatch match, ActiveContext theirs, IReadOnlyList<Iri>? attributes, string? keep)
    {
        var part = new SourcePart(match, Request, theirs);
        if (!part.IsPrecise)
            return null;
        List<(string Name, string Value)> parameters = [.. Conditions().Select(pair => (pair.Name, pair.Value!))];
        if (attributes is not null)
            parameters.Add(("drop", string.Join(',', attributes.Select(name => theirs.Compact(name.Value)))));
        else if (keep is not null)
            parameters.Add(("keep", NameList.Compact(NameList.Expand(keep, terms), theirs)));
        var named = part.Ids;
        List<List<EntityId>> parts = named.Length == 0 ? [[]] : IdParts.Of(named, IdParts.MostInUrl);
        return parts.ConvertAll(ids => new RemoteMessage("DELETE", "entities", [.. part.Which(ids), .. parameters], theirs));
    }

    private IEnumerable<(string Name, string? Value)> Conditions() => new (string Name, string? Value)[]
    {
        ("q", plan.Request.Q), ("scopeQ", plan.Request.ScopeQ), ("georel", plan.Request.Georel), ("geometry", plan.Request.Geometry),
        ("coordinates", plan.Request.Coordinates), ("geoproperty", plan.Request.Geoproperty), ("expandValues", plan.Request.ExpandValues),
        ("jsonKeys", plan.Request.JsonKeys),
    }.Where(pair => pair.Value is not null);

    private void AddConditions(JsonObject query)
    {
        var geo = new JsonObject();
        foreach (var (name, value) in Conditions())
        {
            if (name is "q" or "scopeQ")
                query[name] = value;
            else if (name is "expandValues" or "jsonKeys")
                query[name] = new JsonArray([.. value!.Split(',').Select(one => (JsonNode)one)]);
            else
                geo[name] = name == "coordinates" ? JsonNode.Parse(value!) : value;
        }
        if (geo.Count > 0)
            query["geoQ"] = geo;
    }

    /// <summary>What of a query decides which sources it concerns.</summary>
    public static SourceRequest RequestOf(QueryPlan plan, ActiveContext terms)
    {
        var query = plan.Request;
        var selectors = plan.Request.Selectors;
        var ids = selectors.Count > 0 && selectors.All(selector => selector.Ids is not null)
            ? selectors.SelectMany(selector => selector.Ids!).Select(text => EntityId.TryParse(text, out var id) ? id : default).ToImmutableArray() : default;
        if (!plan.Among.IsDefault)
            ids = ids.IsDefault ? plan.Among : [.. ids.Where(plan.Among.Contains)];
        var named = plan.Projection.Attrs?.Attributes ?? (plan.Projection.Pick is { Attributes: var picked } ? picked : []);
        return new SourceRequest
        {
            Ids = ids,
            IdPattern = ids.IsDefault && selectors is [{ IdPattern: { } pattern }] ? Pattern.Parse("idPattern", pattern) : null,
            Types = selectors.Count > 0 && selectors.All(selector => selector.Type is not null)
                ? [.. selectors.SelectMany(selector => TypeNames.Of(TypeParser.Parse(selector.Type!, terms))).Distinct()] : default,
            TypeSelection = selectors is [{ Type: { } type }] && type.AsSpan().ContainsAny('(', ';') ? NameList.ExpandTypes(type, terms) : null,
            Attributes = named.IsEmpty ? default : named,
            Matters = query.SplitEntities || ConditionNames.Of(plan.Filter) is not { } matters ? default : [.. named.Union(matters)],
            Datasets = SourceReads.DatasetsIn(plan.Projection),
            Place = plan.Filter.Conjuncts().OfType<Filter.Lies>().FirstOrDefault(),
            Scope = query.ScopeQ is { } scope ? ScopeParser.Parse(scope) : null,
            Condition = query.Csf is { } csf ? QParser.Parse("csf", csf, new QOptions(terms, LinkDepth: 0, [])) : null,
        };
    }
}
