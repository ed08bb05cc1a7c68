using System.Collections.Immutable;
using System.Globalization;
using Waziup.Ngsi.Access;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query;

namespace Waziup.Ngsi.Broker;

/// <summary>A question about the history that was read and makes sense.</summary>
/// <param name="Filter">Which entities, judged on the instances inside the window.</param>
/// <param name="Scope">The scopes in which an instance has to lie; null for any.</param>
/// <param name="Projection">Which parts of them.</param>
/// <param name="Window">Which instances; backwards where the newest are wanted.</param>
/// <param name="LastN">How many of each attribute; null for all.</param>
/// <param name="Aggregation">What is made of them; null for nothing.</param>
internal sealed record TemporalPlan(Filter Filter, Filter? Scope, Projection Projection, Window Window, int? LastN, Aggregation? Aggregation)
{
    /// <summary>The question as it was asked.</summary>
    public QueryRequest Request { get; init; } = new();

    /// <summary>The only entities that are asked for, those of a map; not set: whichever the question says.</summary>
    public ImmutableArray<EntityId> Among { get; init; }

    /// <summary>The only registrations whose sources are asked; null for all.</summary>
    public IReadOnlySet<string>? At { get; init; }

    /// <summary>The order of the entities, by id; null: that of creation.</summary>
    public Ordering? Order { get; init; }

    /// <summary>Reads what is asked of one entity (5.7.3).</summary>
    /// <exception cref="NgsiLdException">BadRequestData for what is malformed.</exception>
    public static TemporalPlan OfOne(QueryRequest request, bool aggregates, Call call)
    {
        var text = request.Temporal;
        var projection = ProjectionParser.Parse(request.Pick, request.Omit, request.Attrs, request.DatasetId, linkDepth: 0, call.Terms);
        var aggregation = aggregates ? Aggregation.Parse(text.AggrMethods, text.AggrPeriodDuration) : null;
        var last = LastOf(text.LastN);
        return new TemporalPlan(Filter.Everything, null, projection, WindowOf(text, last is not null && aggregation is null), last, aggregation) { Request = request };
    }

    /// <summary>Reads a query (5.7.4).</summary>
    /// <exception cref="NgsiLdException">BadRequestData for what is malformed or too wide, or has no window.</exception>
    public static TemporalPlan Of(QueryRequest request, bool aggregates, Call call)
    {
        if (request.Temporal.Timerel is null)
            throw NgsiLdErrors.Bad("a temporal query has timerel and timeAt");
        var one = OfOne(request, aggregates, call);
        var filter = QueryPlan.FilterOf(request with { ScopeQ = null }, one.Projection, linkDepth: 0, call);
        return one with
        {
            Filter = filter,
            Scope = request.ScopeQ is { } scope ? ScopeParser.Parse(scope) : null,
            Order = OrderOf(request, call.Terms),
        };
    }

    /// <summary>The same query among the entities of a map; null for all.</summary>
    public TemporalPlan In(EntityMap? map) => map is null ? this : In(map.Entities) with { At = map.Registrations };

    /// <summary>The same query among some entities.</summary>
    public TemporalPlan In(ImmutableArray<EntityId> ids) => this with { Filter = Filter.And(Filter, new Filter.HasId(ids) { IsStored = true }), Among = ids };

    /// <summary>Which part of the history a request means.</summary>
    /// <exception cref="NgsiLdException">BadRequestData for what is malformed.</exception>
    public static Window WindowOf(TemporalText text, bool newestFirst)
    {
        var property = text.Timeproperty switch
        {
            null => text.Timerel is null ? TimeProperty.Any : TimeProperty.ObservedAt,
            "observedAt" => TimeProperty.ObservedAt,
            "createdAt" => TimeProperty.CreatedAt,
            "modifiedAt" => TimeProperty.ModifiedAt,
            "deletedAt" => TimeProperty.DeletedAt,
            _ => throw NgsiLdErrors.Bad("timeproperty is observedAt, createdAt, modifiedAt or deletedAt"),
        };
        var at = Time("timeAt", text.TimeAt);
        if ((text.Timerel is null) != at.IsNone)
            throw NgsiLdErrors.Bad("timerel and timeAt need each other");
        return text.Timerel switch
        {
            null => new Window(property, Instant.None, Instant.None, newestFirst),
            "before" => new Window(property, Instant.None, at, newestFirst),
            "after" => new Window(property, at, Instant.None, newestFirst),
            "between" when text.EndTimeAt is null => throw NgsiLdErrors.Bad("timerel=between needs endTimeAt"),
            "between" => new Window(property, at, Time("endTimeAt", text.EndTimeAt), newestFirst),
            _ => throw NgsiLdErrors.Bad("timerel is before, after or between"),
        };
    }

    private static Instant Time(string name, string? text)
    {
        if (text is null)
            return Instant.None;
        return Instant.TryParse(text, out var time) ? time : throw NgsiLdErrors.NotATime(name);
    }

    private static int? LastOf(string? text)
    {
        if (text is null)
            return null;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var last) && last > 0
            ? last : throw NgsiLdErrors.Bad("lastN is a whole number of 1 or more");
    }

    private static Ordering? OrderOf(QueryRequest request, ActiveContext terms)
    {
        if (request.OrderBy is not { } keys)
            return null;
        var order = OrderParser.Parse(keys, from: null, request.Collation, terms);
        return order.Keys is [{ By: OrderBy.Id }]
            ? order : throw NgsiLdErrors.Bad("orderBy: temporal evolutions are ordered by id only");
    }
}
