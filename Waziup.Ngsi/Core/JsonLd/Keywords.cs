namespace Waziup.Ngsi.JsonLd;

/// <summary>The words that JSON-LD 1.1 keeps for itself.</summary>
internal static class Keywords
{
    private static readonly HashSet<string> All = new(StringComparer.Ordinal)
    {
        "@base", "@container", "@context", "@direction", "@graph", "@id", "@import", "@included", "@index", "@json", "@language",
        "@list", "@nest", "@none", "@prefix", "@propagate", "@protected", "@reverse", "@set", "@type", "@value", "@version", "@vocab",
    };

    public static bool IsKeyword(string text) => All.Contains(text);

    /// <summary>Whether a text looks like a keyword, now or in a later JSON-LD: <c>@</c> and letters only.</summary>
    public static bool HasKeywordForm(string text)
    {
        if (text.Length < 2 || text[0] != '@')
            return false;

        foreach (var letter in text.AsSpan(1))
        {
            if (!char.IsAsciiLetter(letter))
                return false;
        }

        return true;
    }
}
