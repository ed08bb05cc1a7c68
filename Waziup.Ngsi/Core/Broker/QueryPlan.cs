using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text;
using Waziup.Ngsi.Access;
using Waziup.Ngsi.Broker.Distribution;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query;

namespace Waziup.Ngsi.Broker;

/// <summary>A query that was read and makes sense: all names are expanded.</summary>
/// <param name="Filter">Which entities.</param>
/// <param name="Order">In which order; null: that of creation.</param>
/// <param name="Projection">Which parts of them.</param>
/// <param name="Join">Which linked entities come with them.</param>
internal sealed record QueryPlan(Filter Filter, Ordering? Order, Projection Projection, JoinPlan Join)
{
    /// <summary>The query as it was asked.</summary>
    public QueryRequest Request { get; init; } = new();

    private const int MaxIds = 10_000;
    private const int MaxJoinLevel = 10;

    // Of this plan, or of one that this one was made from.
    private SourceQuery? _atSources;

    /// <summary>Whether it is kept to be asked again.</summary>
    public bool IsKept { get; init; }

    /// <summary>The only entities that are asked for, those of a map; not set: whichever the query says.</summary>
    public ImmutableArray<EntityId> Among { get; init; }

    /// <summary>The only registrations whose sources are asked; null for all.</summary>
    public IReadOnlySet<string>? At { get; init; }

    /// <summary>Reads a query (5.7.2.4).</summary>
    /// <param name="request">What the client asks for.</param>
    /// <param name="call">In which terms, and where.</param>
    /// <exception cref="NgsiLdException">BadRequestData for what is malformed or too wide.</exception>
    public static QueryPlan Of(QueryRequest request, Call call)
    {
        var join = JoinOf(request);
        var projection = ProjectionParser.Parse(request.Pick, request.Omit, request.Attrs, request.DatasetId, join.Level, call.Terms);
        var filter = FilterOf(request, projection, join.Level, call);
        return new QueryPlan(filter, OrderOf(request, call.Terms), projection, join) { Request = request };
    }

    /// <summary>The query as sources are asked it, put together once.</summary>
    /// <param name="terms">The terms in which it was read.</param>
    /// <param name="mayFilter">Whether sources may apply its conditions.</param>
    public SourceQuery AtSources(ActiveContext terms, bool mayFilter)
    {
        var known = Volatile.Read(ref _atSources);
        if (known is null || !known.Is(this, terms, mayFilter))
            Volatile.Write(ref _atSources, known = new SourceQuery(this, terms, mayFilter));
        return known;
    }

    /// <summary>The same query among the entities of a map; null for all.</summary>
    public QueryPlan In(EntityMap? map) => map is null ? this : In(map.Entities) with { At = map.Registrations };

    /// <summary>The same query among some entities.</summary>
    public QueryPlan In(ImmutableArray<EntityId> ids) => this with { Filter = Filter.And(Filter, new Filter.HasId(ids) { IsStored = true }), Among = ids, IsKept = false };

    /// <summary>Which entities a request selects.</summary>
    /// <exception cref="NgsiLdException">BadRequestData for what is malformed, and where it says no more than which ids.</exception>
    public static Filter FilterOf(QueryRequest request, Projection projection, int linkDepth, Call call)
    {
        var terms = call.Terms;
        var parts = ImmutableArray.CreateBuilder<Filter>();
        var isNarrow = request.Selectors.Any(selector => selector.Type is not null);
        if (request.Selectors.Count > 0)
            parts.Add(new Filter.Any([.. request.Selectors.Select(selector => FilterOf(selector, terms))]));
        if (projection.Attrs is { } attrs)
        {
            isNarrow = true;
            parts.Add(new Filter.Any([.. attrs.Attributes.Select(name => new Filter.HasAttribute(name))]));
        }
        var expanded = Names(request.ExpandValues, "expandValues", terms);
        if (request.Q is { } q)
        {
            var condition = QParser.Parse("q", q, new QOptions(terms, linkDepth, expanded));
            isNarrow |= NamesAttribute(condition);
            parts.Add(condition);
        }
        _ = Names(request.JsonKeys, "jsonKeys", terms);
        if (request.ScopeQ is { } scope)
            parts.Add(ScopeParser.Parse(scope));
        if ((request.Georel ?? request.Geometry ?? request.Coordinates) is not null)
        {
            isNarrow = true;
            parts.Add(GeoParser.Parse(request.Georel, request.Geometry, request.Coordinates, Name(request.Geoproperty, terms)));
        }
        // A condition on context sources: it has to be readable, and decides elsewhere.
        if (request.Csf is { } csf)
            _ = QParser.Parse("csf", csf, new QOptions(terms, LinkDepth: 0, []));
        if (!isNarrow && !call.Local)
            throw NgsiLdErrors.Bad("the query is too wide: name a type, attributes, a geo-query, a condition on an attribute, or local=true");
        return parts.Count switch { 0 => Filter.Everything, 1 => parts[0], _ => new Filter.All(parts.ToImmutable()) };
    }

    /// <summary>Which entities a selector means.</summary>
    public static Filter FilterOf(SelectorText selector, ActiveContext terms)
    {
        var filter = selector.Type is { } type ? TypeParser.Parse(type, terms) : Filter.Everything;
        if (selector.Ids is { } ids)
            return Filter.And(filter, new Filter.HasId([.. Ids("id", ids)]));
        return selector.IdPattern is { } pattern ? Filter.And(filter, new Filter.IdMatches(Pattern.Parse("idPattern", pattern))) : filter;
    }

    /// <summary>Which linked entities a request wants.</summary>
    public static JoinPlan JoinOf(QueryRequest request)
    {
        var kind = request.Join switch
        {
            null or "@none" => JoinKind.None,
            "inline" => JoinKind.Inline,
            "flat" => JoinKind.Flat,
            _ => throw NgsiLdErrors.Bad("join is inline, flat or @none"),
        };
        if (request.JoinLevel is { } level && level is < 1 or > MaxJoinLevel)
            throw NgsiLdErrors.Bad($"joinLevel is 1 to {MaxJoinLevel}");
        if (request.JoinLevel is not null && kind == JoinKind.None)
            throw NgsiLdErrors.Bad("joinLevel needs join=inline or join=flat");
        var contained = request.ContainedBy is { } ids ? Ids("containedBy", ids).ToFrozenSet() : [];
        return kind == JoinKind.None ? JoinPlan.None : new JoinPlan(kind, request.JoinLevel ?? 1, contained);
    }

    private static Ordering? OrderOf(QueryRequest request, ActiveContext terms)
    {
        if (request.OrderBy is not { } keys)
        {
            return (request.Collation ?? request.OrderFrom ?? request.OrderGeometry) is null
                ? null : throw NgsiLdErrors.Bad("collation, orderFrom and orderGeometry need orderBy");
        }
        var from = request.OrderFrom is { } coordinates ? GeoParser.Geometry("orderFrom", request.OrderGeometry ?? "Point", coordinates) : null;
        return OrderParser.Parse(keys, from, request.Collation, terms);
    }

    private static IEnumerable<EntityId> Ids(string what, IReadOnlyList<string> texts)
    {
        if (texts.Count > MaxIds)
            throw NgsiLdErrors.Bad($"{what} names more than {MaxIds} entities");
        return texts.Select(part => EntityId.TryParse(part, out var id) ? id : throw NgsiLdErrors.Bad($"{what}: '{part}' is not an absolute URI"));
    }

    private static ImmutableArray<Iri> Names(string? text, string what, ActiveContext terms)
    {
        if (text is null)
            return [];
        return text.Length > 0
            ? [.. text.Split(',', StringSplitOptions.TrimEntries).Select(name => Name(name, terms))] : throw NgsiLdErrors.Bad($"{what} is a list of attribute names");
    }

    private static Iri Name(string? text, ActiveContext terms) =>
        text is null ? Model.Core.Location : InstanceReader.Expand(Encoding.UTF8.GetBytes(text), terms);

    /// <summary>Whether a condition is about an attribute, and not only about when entities were made or changed.</summary>
    private static bool NamesAttribute(Filter condition) => condition switch
    {
        Filter.All all => all.Parts.Any(NamesAttribute),
        Filter.Any any => any.Parts.Any(NamesAttribute),
        Filter.Not not => NamesAttribute(not.Part),
        Filter.Compares compares => !compares.Path.Names.IsEmpty,
        Filter.Exists exists => !exists.Path.Names.IsEmpty,
        Filter.Fits fits => !fits.Path.Names.IsEmpty,
        _ => true,
    };
}
