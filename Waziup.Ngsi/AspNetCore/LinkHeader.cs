using Microsoft.Extensions.Primitives;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.AspNetCore;

/// <summary>Reads the Link header that names a @context (6.3.5, JSON-LD 1.1 section 6.1).</summary>
internal static class LinkHeader
{
    /// <summary>The URL of the @context; null where no link names one. Links of other relations do not matter.</summary>
    /// <exception cref="NgsiLdException">BadRequestData where two links name different ones.</exception>
    public static string? ContextUrl(StringValues headers)
    {
        string? found = null;
        foreach (var header in headers)
        {
            var rest = header.AsSpan();
            while (Next(ref rest, out var url, out var isContext))
            {
                if (!isContext)
                    continue;
                if (found is not null && !url.SequenceEqual(found))
                    throw NgsiLdErrors.Bad("two Link headers name different @contexts");
                found = url.ToString();
            }
        }
        return found;
    }

    /// <summary>Reads one link; a link ends at a comma outside of quotes and brackets.</summary>
    private static bool Next(ref ReadOnlySpan<char> rest, out ReadOnlySpan<char> url, out bool isContext)
    {
        url = default;
        isContext = false;
        var open = rest.IndexOf('<');
        var close = rest.IndexOf('>');
        if (open < 0 || close < open)
            return false;
        url = rest[(open + 1)..close].Trim();
        rest = rest[(close + 1)..];
        var end = 0;
        for (var quoted = false; end < rest.Length && (quoted || rest[end] != ','); end++)
            quoted ^= rest[end] == '"';
        var parameters = rest[..end];
        rest = end < rest.Length ? rest[(end + 1)..] : default;
        foreach (var range in parameters.Split(';'))
        {
            var parameter = parameters[range].Trim();
            if (!parameter.StartsWith("rel", StringComparison.OrdinalIgnoreCase) || parameter[3..].TrimStart() is not ['=', .. var value])
                continue;
            foreach (var relation in value.Trim().Trim('"').Split(' '))
                isContext |= value.Trim().Trim('"')[relation].SequenceEqual(ContextLink.Relation);
        }
        return true;
    }
}
