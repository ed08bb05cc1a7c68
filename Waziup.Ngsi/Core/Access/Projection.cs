namespace Waziup.Ngsi.Access;

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
        (Pick is null || Pick.Has(name)) && (Omit is null || !Omit.HasWhole(name)) && (Attrs is null || Attrs.Has(name));

    /// <summary>Which parts are wanted of the entities that a relationship points at (4.5.23).</summary>
    public Projection Behind(ReadOnlySpan<byte> relationship)
    {
        var pick = Pick?.Behind(relationship);
        var omit = Omit?.Behind(relationship);
        return pick is null && omit is null ? Whole : new Projection { Pick = pick, Omit = omit };
    }

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
