using System.Collections.Immutable;
using Waziup.Ngsi.JsonLd;

namespace Waziup.Ngsi.Access;

/// <summary>Members of an entity that are not attributes, as pick and omit name them (4.21).</summary>
[Flags]
internal enum EntityMembers : byte
{
    None = 0,
    Id = 1,
    Type = 2,
    Scope = 4,
    All = Id | Type | Scope,
}

/// <summary>A list of members that a client named.</summary>
/// <param name="Members">Those that are not attributes.</param>
/// <param name="Attributes">Expanded attribute names.</param>
internal sealed record MemberList(EntityMembers Members, ImmutableArray<Iri> Attributes)
{
    public bool Has(ReadOnlySpan<byte> name)
    {
        foreach (var attribute in Attributes)
        {
            if (attribute.Utf8.SequenceEqual(name))
                return true;
        }
        return false;
    }
}

/// <summary>Which parts of an entity a client wants to see (4.21, 4.5.5).</summary>
internal sealed record Projection
{
    /// <summary>All of it.</summary>
    public static readonly Projection Whole = new();

    /// <summary>Exactly these members; null for all.</summary>
    public MemberList? Pick { get; init; }

    /// <summary>Not these.</summary>
    public MemberList? Omit { get; init; }

    /// <summary>Only these attributes, and only entities that have one of them; null for all.</summary>
    public MemberList? Attrs { get; init; }

    /// <summary>Only instances with one of these datasetIds, as UTF-8; empty stands for the default instance. Null for all.</summary>
    public IReadOnlyList<byte[]>? Datasets { get; init; }

    public bool IsWhole => Pick is null && Omit is null && Attrs is null && Datasets is null;

    public EntityMembers Members =>
        (Pick?.Members ?? EntityMembers.All) & ~(Omit?.Members ?? EntityMembers.None);

    public bool Wants(ReadOnlySpan<byte> name) =>
        (Pick is null || Pick.Has(name)) && (Omit is null || !Omit.Has(name)) && (Attrs is null || Attrs.Has(name));

    public bool WantsDataset(ReadOnlySpan<byte> dataset)
    {
        if (Datasets is null)
            return true;
        foreach (var wanted in Datasets)
        {
            if (dataset.SequenceEqual(wanted))
                return true;
        }
        return false;
    }
}
