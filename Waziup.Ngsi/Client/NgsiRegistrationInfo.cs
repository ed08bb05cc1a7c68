namespace Waziup.Ngsi.Client;

/// <summary>Some of what a context source has (5.2.10): these attributes of these entities.</summary>
public sealed record NgsiRegistrationInfo
{
    /// <summary>The entities; null for any.</summary>
    public IReadOnlyList<NgsiEntitySelector>? Entities { get; init; }

    /// <summary>The names of properties; null together with <see cref="RelationshipNames"/> for all attributes.</summary>
    public IReadOnlyList<string>? PropertyNames { get; init; }

    /// <summary>The names of relationships.</summary>
    public IReadOnlyList<string>? RelationshipNames { get; init; }
}
