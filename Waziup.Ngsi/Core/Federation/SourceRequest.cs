using System.Collections.Immutable;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query;

namespace Waziup.Ngsi.Federation;

/// <summary>What of a request decides which sources it concerns (5.12).</summary>
internal sealed record SourceRequest
{
    /// <summary>The entities; not set: any.</summary>
    public ImmutableArray<EntityId> Ids { get; init; }

    /// <summary>Whether an entity with the id is asked for.</summary>
    public bool Names(EntityId id) => Ids.IsDefault ? IdPattern is null || IdPattern.Matches(id.Value) : Ids.Contains(id);

    /// <summary>Entities by a pattern of their ids, where none is named; null: any.</summary>
    public Pattern? IdPattern { get; init; }

    /// <summary>Their types; empty or not set: any.</summary>
    public ImmutableArray<Iri> Types { get; init; }

    /// <summary>A selection among them that is more than a list, in full names; null for none.</summary>
    public string? TypeSelection { get; init; }

    /// <summary>The attributes that are wanted; not set: all.</summary>
    public ImmutableArray<Iri> Attributes { get; init; }

    /// <summary>Those that are wanted and those that conditions are about: a source that has none of them is not concerned; not set: all.</summary>
    public ImmutableArray<Iri> Matters
    {
        get => field.IsDefault ? Attributes : field;
        init;
    }

    /// <summary>Their instances; not set: all.</summary>
    public ImmutableArray<string> Datasets { get; init; }

    /// <summary>Where the entities are; null: anywhere. A source that does not say where its entities are may have some.</summary>
    public Filter.Lies? Place { get; init; }

    /// <summary>The scopes that the entities are in; null: any.</summary>
    public Filter? Scope { get; init; }

    /// <summary>A condition on the sources themselves (csf); null: any.</summary>
    public Filter? Condition { get; init; }

    /// <summary>Which part of the history; null: the current state.</summary>
    public Window? Window { get; init; }

    /// <summary>Whether a source that does not say which time it has data of is left out, where a part of the history is asked for.</summary>
    public bool NeedsInterval { get; init; }
}
