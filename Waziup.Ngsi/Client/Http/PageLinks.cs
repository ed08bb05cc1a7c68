using System.Text.RegularExpressions;

namespace Waziup.Ngsi.Client.Http;

/// <summary>The links between pages that an answer carries.</summary>
/// <param name="Next">The query of the next page, with its question mark; null where there is none.</param>
/// <param name="Any">Whether there is a link to a page at all: then the broker knows such links, and no next one means the end.</param>
internal readonly partial record struct PageLinks(string? Next, bool Any)
{
    public static PageLinks Of(HttpResponseMessage response)
    {
        if (!response.Headers.NonValidated.TryGetValues("Link", out var values))
            return default;
        string? next = null;
        var any = false;
        foreach (var value in values)
        {
            foreach (Match link in Link().Matches(value))
            {
                var relation = Relation().Match(link.Groups["parameters"].Value).Groups["relation"].Value;
                any |= relation is "next" or "prev";
                if (relation == "next")
                    next = Query(link.Groups["target"].Value);
            }
        }
        return new PageLinks(next, any);
    }

    private static string Query(string target)
    {
        var question = target.IndexOf('?', StringComparison.Ordinal);
        return question < 0 ? "" : target[question..].Split('#')[0];
    }

    [GeneratedRegex("""<(?<target>[^>]*)>(?<parameters>(?:\s*;\s*[^\s;,="]+\s*(?:=\s*(?:"[^"]*"|[^\s;,"]*))?)*)""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Link();

    [GeneratedRegex("""[;\s]rel\s*=\s*"?(?<relation>[^";,\s]*)""", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Relation();
}
