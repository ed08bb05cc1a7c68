namespace Waziup.Ngsi.Client;

/// <summary>Which part of an entity's past is wanted, and how (4.11, 5.7.3). Without a bound: all that the broker gives.</summary>
public sealed record NgsiHistoryQuery
{
    /// <summary>From when on; alone or together with <see cref="Before"/>.</summary>
    public DateTimeOffset? After { get; init; }

    /// <summary>Until when.</summary>
    public DateTimeOffset? Before { get; init; }

    /// <summary>Which time counts: <c>observedAt</c>, <c>createdAt</c>, <c>modifiedAt</c> or <c>deletedAt</c>; null for observedAt.</summary>
    public string? TimeProperty { get; init; }

    /// <summary>Only so many readings of each attribute, the newest ones.</summary>
    public int? Last { get; init; }

    /// <summary>Only these members.</summary>
    public IReadOnlyList<string>? Pick { get; init; }

    /// <summary>Whether each attribute comes as pairs of value and time (4.5.8), not as full instances.</summary>
    public bool ValuesOnly { get; init; }

    /// <summary>Whether times of creation and modification are wanted.</summary>
    public bool SystemAttributes { get; init; }
}
