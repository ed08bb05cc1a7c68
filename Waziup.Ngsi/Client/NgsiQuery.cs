namespace Waziup.Ngsi.Client;

/// <summary>Which entities are wanted, and how (5.7.2). Everything that is set must hold.</summary>
/// <remarks>A broker wants at least one of type, q, place or local scope.</remarks>
public sealed record NgsiQuery
{
    /// <summary>A type, or several joined by <c>,</c> or <c>|</c> (either) and <c>;</c> (both) (4.17).</summary>
    public string? Type { get; init; }

    /// <summary>Only these entities.</summary>
    public IReadOnlyList<ResourceId>? Ids { get; init; }

    /// <summary>A regular expression for the ids.</summary>
    public string? IdPattern { get; init; }

    /// <summary>A condition on attributes (4.9), such as <c>temperature&gt;20;battery&lt;15</c>.</summary>
    public string? Q { get; init; }

    /// <summary>A condition on scopes (4.19), such as <c>/Ghana/#</c>.</summary>
    public string? ScopeQ { get; init; }

    /// <summary>A condition on a place (4.10).</summary>
    public NgsiGeoQuery? Place { get; init; }

    /// <summary>Only these members: names of attributes, <c>id</c>, <c>type</c>, <c>scope</c>. It does not filter entities.</summary>
    public IReadOnlyList<string>? Pick { get; init; }

    /// <summary>All members but these.</summary>
    public IReadOnlyList<string>? Omit { get; init; }

    /// <summary>Only instances with these dataset ids; <c>@none</c> is the default instance.</summary>
    public IReadOnlyList<string>? DatasetIds { get; init; }

    /// <summary>Which language to take where there are several, in the manner of Accept-Language.</summary>
    public string? Language { get; init; }

    /// <summary>What to sort by, such as <c>temperature;desc</c>. Brokers sort in local scope only.</summary>
    public IReadOnlyList<string>? OrderBy { get; init; }

    /// <summary>Whether only the broker itself is asked, not the sources registered with it.</summary>
    public bool Local { get; init; }

    /// <summary>Whether times of creation and modification are wanted.</summary>
    public bool SystemAttributes { get; init; }

    /// <summary>How the entities are to be represented; null for the format of the client.</summary>
    public NgsiFormat? Format { get; init; }

    /// <summary>How many entities one request asks for; null for the page size of the client.</summary>
    public int? PageSize { get; init; }

    /// <summary>All entities of a type.</summary>
    public static NgsiQuery OfType(string type) => new() { Type = type };
}
