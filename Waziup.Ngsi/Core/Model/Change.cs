using System.Collections.Immutable;
using Waziup.Ngsi.Json;

namespace Waziup.Ngsi.Model;

/// <summary>What a write makes of an entity: what <see cref="Patch"/> computes and a store writes in one piece.</summary>
public sealed class Change
{
    /// <summary>How it ended.</summary>
    public Outcome Outcome { get; internal init; }

    /// <summary>What happened to the entity.</summary>
    public ChangeKind Kind { get; internal init; }

    /// <summary>Why.</summary>
    public ChangeCause Cause { get; internal init; }

    /// <summary>The error, where the write was refused or met nothing; null otherwise.</summary>
    public NgsiLdError? Error { get; internal init; }

    /// <summary>The entity after the write; a deleted one is kept as its remains. Null when nothing was written.</summary>
    public Entity? After { get; internal init; }

    /// <summary>The changed instances as they were before, under types, scope and expiry as they were; null where nothing of that changed.</summary>
    internal Entity? Previous { get; init; }

    /// <summary>The stamp of this write.</summary>
    public Instant Stamp { get; internal init; } = Instant.None;

    /// <summary>Attributes that were written, by expanded name; given where the operation reports them (5.2.18).</summary>
    public ImmutableArray<string> Updated { get; internal init; } = [];

    /// <summary>Attributes that were not written, with the reason (5.2.19).</summary>
    public ImmutableArray<RefusedAttribute> NotUpdated { get; internal init; } = [];

    internal ImmutableArray<HistoryEdit> History { get; init; } = [];

    /// <summary>Whether there is something for a store to write.</summary>
    internal bool Writes => Outcome == Outcome.Done;

    /// <summary>The same change with another history.</summary>
    internal Change With(ImmutableArray<HistoryEdit> history) => new()
    {
        Outcome = Outcome,
        Kind = Kind,
        Cause = Cause,
        After = After,
        Previous = Previous,
        Stamp = Stamp,
        Updated = Updated,
        NotUpdated = NotUpdated,
        History = history,
    };

    internal static Change Refuse(NgsiLdError error) => new() { Outcome = Outcome.Refused, Error = error };

    internal static Change NotFound(string what) => new() { Outcome = Outcome.NotFound, Error = NgsiLdErrors.NotFound(what) };

    internal static Change Exists(string id) => new() { Outcome = Outcome.AlreadyExists, Error = NgsiLdErrors.AlreadyExists(id) };
}

/// <summary>An attribute that an update left as it was.</summary>
/// <param name="Name">The expanded name.</param>
/// <param name="Reason">Why, for people.</param>
public sealed record RefusedAttribute(string Name, string Reason);
