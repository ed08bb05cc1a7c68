namespace Waziup.Ngsi.JsonLd;

/// <summary>Finds, in Link headers (RFC 8288), where the JSON-LD form of a page is: some vocabularies answer with HTML and name their
/// context there.</summary>
internal static class AlternateLink
{
    public static string? Find(IEnumerable<string> headers)
    {
        foreach (var header in headers)
        {
            if (Find(header) is { } target)
                return target;
        }

        return null;
    }

    private static string? Find(string header)
    {
        var links = new LinkReader(header);
        while (links.Next())
        {
            if (links.HasRel("alternate") && links.Has("type", "application/ld+json"))
                return links.Target.ToString();
        }

        return null;
    }
}
