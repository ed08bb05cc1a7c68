using System.Globalization;
using Microsoft.AspNetCore.Http;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.AspNetCore.Rates;

/// <summary>The answer to who asks too often.</summary>
internal static class TooMany
{
    /// <summary>The error; the answer's Retry-After is set.</summary>
    /// <param name="http">The request.</param>
    /// <param name="wait">After how many seconds it may be sent again.</param>
    /// <param name="detail">Why.</param>
    public static NgsiLdError Of(HttpContext http, int wait, string detail)
    {
        http.Response.Headers.RetryAfter = wait.ToString(CultureInfo.InvariantCulture);
        return NgsiLdErrors.TooManyRequests(detail);
    }
}
