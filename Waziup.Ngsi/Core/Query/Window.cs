using System.Collections.Immutable;
using Waziup.Ngsi.Json;

namespace Waziup.Ngsi.Query;

/// <summary>By which time instances of the history are chosen and ordered (4.8, 4.11).</summary>
public enum TimeProperty : byte
{
    /// <summary>The time of the key, of every row.</summary>
    Key,

    /// <summary>The same, of every instance that is no deletion, or was observed: what a client gets who names no time.</summary>
    Any,

    /// <summary>observedAt; an instance without one is not chosen.</summary>
    ObservedAt,

    /// <summary>When the instance came into being.</summary>
    CreatedAt,

    /// <summary>When the instance was written.</summary>
    ModifiedAt,

    /// <summary>When the attribute was deleted: chooses the instances that say so.</summary>
    DeletedAt,
}

/// <summary>Which part of an entity's history is wanted (4.11).</summary>
/// <param name="Property">The time that decides.</param>
/// <param name="From">The first time that belongs to it; none for no bound.</param>
/// <param name="To">The first time that does not belong to it any more; none for no bound.</param>
/// <param name="NewestFirst">Whether it is read backwards.</param>
public sealed record Window(TimeProperty Property, Instant From, Instant To, bool NewestFirst = false)
{
    /// <summary>Every row, the oldest first.</summary>
    public static Window Whole { get; } = new(TimeProperty.Key, Instant.None, Instant.None);

    /// <summary>The expanded names of the attributes that are wanted, the scope's IRI for scopes; default (not set) for all.</summary>
    public ImmutableArray<string> Names { get; init; }

    /// <summary>How many rows will probably do; null where that is not known. Whoever wants more gets more.</summary>
    public int? Expects { get; init; }

    /// <summary>Whether scopes alone are wanted.</summary>
    internal bool IsOfScopes => OnlyName == Model.Core.Scope.Value;

    /// <summary>The name, where rows of one alone are wanted; else null.</summary>
    internal string? OnlyName => !Names.IsDefault && Names is [var name] ? name : null;

    /// <summary>Whether rows are chosen by the times of their keys.</summary>
    internal bool IsOfKey => Property is TimeProperty.Key or TimeProperty.Any or TimeProperty.ObservedAt;

    /// <summary>Whether a time lies in it; none never does.</summary>
    internal bool Contains(Instant time) => !time.IsNone && (From.IsNone || time >= From) && (To.IsNone || time < To);
}
