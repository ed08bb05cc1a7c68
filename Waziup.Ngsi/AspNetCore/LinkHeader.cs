using Microsoft.Extensions.Primitives;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.AspNetCore;

/// <summary>Reads the Link header of a request that names a @context (6.3.5).</summary>
internal static class LinkHeader
{
    /// <summary>The URL of the @context; null where no link names one. Links of other relations do not matter.</summary>
    /// <exception cref="NgsiLdException">BadRequestData where two links name different ones.</exception>
    public static string? ContextUrl(StringValues headers)
    {
        if (headers.Count == 0)
            return null;
        var url = ContextLink.UrlIn(headers, out var differ);
        return differ ? throw NgsiLdErrors.Bad("two Link headers name different @contexts") : url;
    }
}
