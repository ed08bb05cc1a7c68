namespace Waziup.Ngsi.Broker;

/// <summary>What a client asks for in the words of the API, from URL parameters or from the body of a query (5.2.23); nothing is checked yet.</summary>
internal sealed record QueryRequest
{
    /// <summary>Which entities, any of these; none: whichever.</summary>
    public IReadOnlyList<SelectorText> Selectors { get; init; } = [];

    public string? Q { get; init; }

    public string? ScopeQ { get; init; }

    public string? Csf { get; init; }

    public string? Georel { get; init; }

    public string? Geometry { get; init; }

    /// <summary>JSON.</summary>
    public string? Coordinates { get; init; }

    public string? Geoproperty { get; init; }

    public string? Pick { get; init; }

    public string? Omit { get; init; }

    public string? Attrs { get; init; }

    public string? DatasetId { get; init; }

    /// <summary>Names joined by commas.</summary>
    public string? ExpandValues { get; init; }

    /// <summary>Names joined by commas.</summary>
    public string? JsonKeys { get; init; }

    public string? OrderBy { get; init; }

    public string? Collation { get; init; }

    /// <summary>JSON coordinates.</summary>
    public string? OrderFrom { get; init; }

    public string? OrderGeometry { get; init; }

    public string? Join { get; init; }

    public int? JoinLevel { get; init; }

    public IReadOnlyList<string>? ContainedBy { get; init; }

    /// <summary>Whether parts of one entity may lie in several sources, so that conditions are judged on what they come to together (4.3.6.7).</summary>
    public bool SplitEntities { get; init; }

    /// <summary>Whether the entities that it selects are to be kept as an entity map.</summary>
    public bool EntityMap { get; init; }

    /// <summary>For how long; a duration of ISO 8601.</summary>
    public string? EntityMapLifetime { get; init; }

    /// <summary>Which part of the history; of temporal queries alone.</summary>
    public TemporalText Temporal { get; init; } = new();
}

/// <summary>A temporal query (5.2.21) and how its answer is aggregated (5.2.44).</summary>
internal sealed record TemporalText
{
    public string? Timerel { get; init; }

    public string? TimeAt { get; init; }

    public string? EndTimeAt { get; init; }

    public string? Timeproperty { get; init; }

    public string? LastN { get; init; }

    /// <summary>Names joined by commas.</summary>
    public string? AggrMethods { get; init; }

    public string? AggrPeriodDuration { get; init; }
}

/// <summary>An entity selector (5.2.33).</summary>
/// <param name="Type">A type selection; null for any.</param>
/// <param name="Ids">Ids; null for any.</param>
/// <param name="IdPattern">A regular expression; null for any. Ids win over it.</param>
internal sealed record SelectorText(string? Type, IReadOnlyList<string>? Ids, string? IdPattern);
