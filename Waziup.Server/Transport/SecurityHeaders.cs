using Microsoft.Extensions.Primitives;
using Waziup.Server.Options;

namespace Waziup.Server.Transport;

/// <summary>Headers that every answer has, so that a browser does nothing with it but hand it to who asked.</summary>
internal static class SecurityHeaders
{
    private static readonly StringValues NoSniff = "nosniff";
    private static readonly StringValues NoReferrer = "no-referrer";
    private static readonly StringValues Nothing = "default-src 'none'; frame-ancestors 'none'";
    private static readonly StringValues NotKept = "private, no-store";
    private static readonly StringValues Year = "max-age=31536000";

    /// <summary>Sets them before anything else; what answers may set a stricter Cache-Control.</summary>
    public static void UseSecurityHeaders(this IApplicationBuilder app, ServerOptions options)
    {
        // A browser that has been told so shows no way around a certificate that it does not believe; a self-made one needs that way.
        var isStrict = options.Transport.Certificate is not null;
        var isKept = !options.Identity;
        app.Use(next => http =>
        {
            var headers = http.Response.Headers;
            headers.XContentTypeOptions = NoSniff;
            headers["Referrer-Policy"] = NoReferrer;
            headers.ContentSecurityPolicy = Nothing;
            // What one caller may see is not for the next one.
            if (!isKept)
                headers.CacheControl = NotKept;
            if (isStrict && http.Request.IsHttps)
                headers.StrictTransportSecurity = Year;
            return next(http);
        });
    }
}
