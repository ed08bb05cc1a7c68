using Waziup.Ngsi.Json;

namespace Waziup.Ngsi.JsonLd.Processing;

/// <summary>What the name of a member means in a context.</summary>
/// <param name="Name">As it was written.</param>
/// <param name="Iri">The property; null when the member is to be left out, or stands for a keyword.</param>
/// <param name="Keyword">The keyword that it stands for.</param>
/// <param name="Term">Its definition, if it has one.</param>
internal sealed record ExpandedName(Utf8Slice Name, Utf8Slice Iri, Keyword Keyword, FullTerm? Term)
{
    private static readonly ExpandedName[] OfKeywords =
        [.. Enum.GetValues<Keyword>().Select(keyword => new ExpandedName(KeywordText.Of(keyword), default, keyword, null))];

    public static ExpandedName Of(Keyword keyword) => OfKeywords[(int)keyword];

    /// <summary>Whether the values below it are not properties of anything: the top of the document, and graphs.</summary>
    public static bool IsTop(ExpandedName? name) => name is null || name.Keyword == Keyword.Graph;
}
