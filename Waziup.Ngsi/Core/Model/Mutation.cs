using System.Collections.Immutable;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.JsonLd;

namespace Waziup.Ngsi.Model;

/// <summary>The write operations on one entity; a batch is a list of them.</summary>
internal enum MutationKind : byte
{
    /// <summary>5.6.1</summary>
    Create,

    /// <summary>5.6.18: the entity has to be there.</summary>
    ReplaceEntity,

    /// <summary>5.6.8: replace or create.</summary>
    UpsertReplace,

    /// <summary>5.6.8 with options=update: update or create.</summary>
    UpsertUpdate,

    /// <summary>5.6.3</summary>
    Append,

    /// <summary>5.6.3 with options=noOverwrite.</summary>
    AppendNoOverwrite,

    /// <summary>5.6.2</summary>
    Update,

    /// <summary>5.6.9: append, with deletions by NGSI-LD Null.</summary>
    BatchUpdate,

    /// <summary>5.6.4</summary>
    PartialUpdate,

    /// <summary>5.6.19</summary>
    ReplaceAttribute,

    /// <summary>5.6.17</summary>
    Merge,

    /// <summary>5.6.5</summary>
    DeleteAttribute,

    /// <summary>5.6.6</summary>
    DeleteEntity,

    /// <summary>5.6.21 with drop or keep.</summary>
    Purge,

    /// <summary>4.22: take away what has passed its time.</summary>
    Expire,

    /// <summary>5.6.11: into the history; what is newest becomes current; the entity may come into being.</summary>
    Ingest,

    /// <summary>5.6.12: the same for an entity that is known.</summary>
    IngestAttributes,

    /// <summary>5.6.14</summary>
    EditInstance,

    /// <summary>5.6.15</summary>
    DeleteInstance,

    /// <summary>5.6.13</summary>
    DeleteHistory,

    /// <summary>5.6.16</summary>
    DeleteEvolution,
}

/// <summary>What a client asks to be done to one entity.</summary>
/// <param name="Kind">The operation.</param>
/// <param name="Id">The entity.</param>
/// <param name="Fragment">What it brings; null for deletions.</param>
internal sealed record Mutation(MutationKind Kind, EntityId Id, Entity? Fragment = null)
{
    /// <summary>Whether what is stored of the entity goes, but for what the fragment brings.</summary>
    public bool ReplacesEntity => Kind is MutationKind.Create or MutationKind.ReplaceEntity or MutationKind.UpsertReplace;

    /// <summary>The attribute of 5.6.4, 5.6.5 and 5.6.19; the scope's IRI for deleting the scope.</summary>
    public Iri? Attribute { get; init; }

    /// <summary>The instance of 5.6.5; null is the default one.</summary>
    public string? DatasetId { get; init; }

    /// <summary>5.6.5: all instances.</summary>
    public bool DeleteAll { get; init; }

    /// <summary>5.6.17: for every attribute that had an observedAt and is given without.</summary>
    public Instant ObservedAt { get; init; } = Instant.None;

    /// <summary>5.6.17: the language tag that plain texts are for.</summary>
    public string? Lang { get; init; }

    /// <summary>5.6.21: the attributes to drop, or (with <see cref="Keeps"/>) to keep.</summary>
    public IReadOnlySet<string>? Attributes { get; init; }

    public bool Keeps { get; init; }

    /// <summary>5.6.16: the attributes of which the history has instances, and when the last of these came into being, where it matters.</summary>
    public IReadOnlyDictionary<string, Instant> Past { get; init; } = ImmutableDictionary<string, Instant>.Empty;

    public ChangeCause Cause { get; init; }

    /// <summary>Up to where whoever decided that it is carried out here knows what stands in for it; by default it does not matter.</summary>
    public long Fence { get; init; } = long.MaxValue;

    /// <summary>The row of the history that 5.6.14 and 5.6.15 are about.</summary>
    public InstanceKey Instance { get; init; }

    /// <summary>Whether the entity, if it comes into being, does so by a temporal write.</summary>
    public bool IsIngest { get; init; }

    public bool IsUpsert => Kind is MutationKind.UpsertReplace or MutationKind.UpsertUpdate or MutationKind.Ingest;

    /// <summary>Whether the entity goes, or everything that it was.</summary>
    public bool Deletes => Kind is MutationKind.DeleteEntity or MutationKind.DeleteEvolution;

    /// <summary>Whether it is about the history, which what remains of a deleted entity has too.</summary>
    public bool IsOnHistory => Kind >= MutationKind.Ingest;

    /// <summary>Which attributes the writer may touch, judged by name; null for all. Others stay as they are, whatever the operation.</summary>
    public NameFilter? MayWrite { get; init; }

    /// <summary>Which attributes the writer may see, judged by name; null for all. Others are absent to it.</summary>
    public NameFilter? MayRead { get; init; }

    public bool Allows(ReadOnlySpan<byte> name) => MayWrite is null || MayWrite(name);

    public bool Reveals(ReadOnlySpan<byte> name) => MayRead is null || MayRead(name);
}

/// <summary>A row of the history that was found by its instanceId.</summary>
/// <param name="At">The time of its key.</param>
/// <param name="DatasetId">Null for the default instance.</param>
/// <param name="Id">The instanceId.</param>
/// <param name="CreatedAt">When it came into being.</param>
internal readonly record struct InstanceKey(Instant At, string? DatasetId, string Id, Instant CreatedAt);

/// <summary>A decision about an expanded attribute name.</summary>
internal delegate bool NameFilter(ReadOnlySpan<byte> name);
