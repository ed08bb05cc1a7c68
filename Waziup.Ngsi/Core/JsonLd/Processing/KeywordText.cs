using System.Text;
using Waziup.Ngsi.Json;

namespace Waziup.Ngsi.JsonLd.Processing;

/// <summary>Keywords as they are written.</summary>
internal static class KeywordText
{
    // In the order of the enumeration.
    private static readonly Utf8Slice[] All =
    [
        .. new[]
        {
            "", "@base", "@container", "@context", "@direction", "@graph", "@id", "@import", "@included", "@index", "@json", "@language",
            "@list", "@nest", "@none", "@prefix", "@propagate", "@protected", "@reverse", "@set", "@type", "@value",
            "@version", "@vocab",
        }.Select(text => new Utf8Slice(Encoding.UTF8.GetBytes(text))),
    ];

    public static int Count => All.Length;

    public static Utf8Slice Of(Keyword keyword) => All[(int)keyword];

    /// <summary>The keyword that a text is.</summary>
    public static Keyword Read(ReadOnlySpan<byte> text)
    {
        if (text.Length < 3 || text[0] != '@')
            return Keyword.None;

        for (var i = 1; i < All.Length; i++)
        {
            if (All[i].Length == text.Length && text.SequenceEqual(All[i].Span))
                return (Keyword)i;
        }

        return Keyword.None;
    }

    /// <summary>Whether a text looks like a keyword, now or in a later JSON-LD: <c>@</c> and letters only.</summary>
    public static bool HasForm(ReadOnlySpan<byte> text)
    {
        if (text.Length < 2 || text[0] != '@')
            return false;

        foreach (var letter in text[1..])
        {
            if (!char.IsAsciiLetter((char)letter))
                return false;
        }

        return true;
    }
}
