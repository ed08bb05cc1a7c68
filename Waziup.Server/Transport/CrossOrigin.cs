using Microsoft.AspNetCore.Cors.Infrastructure;
using Waziup.Server.Options;

namespace Waziup.Server.Transport;

/// <summary>Lets pages of other origins in, where the operator has named these (CORS); a browser keeps all others from reading an answer.</summary>
/// <remarks>What browsers send by themselves counts for nothing: there are no cookies, certificates do not speak for pages of other origins, and a page has to know the key that it shows.</remarks>
internal static class CrossOrigin
{
    /// <summary>Stands for every origin.</summary>
    public const string All = "*";

    private static readonly TimeSpan Remembered = TimeSpan.FromMinutes(10);

    private static readonly string[] Methods = ["GET", "POST", "PUT", "PATCH", "DELETE"];

    /// <summary>What requests may have.</summary>
    internal static readonly string[] Asked =
    [
        "Accept", "Authorization", "Content-Type", "Last-Event-ID", "Link", "NGSILD-EntityMap", "NGSILD-Snapshot", "NGSILD-Tenant", "Prefer",
        "Waziup-Purpose", "Waziup-Reason",
    ];

    /// <summary>What pages may read of answers.</summary>
    internal static readonly string[] Told =
    [
        "Allow", "Content-Range", "Link", "Location", "NGSILD-EntityMap", "NGSILD-Results-Count", "NGSILD-Snapshot", "NGSILD-Tenant", "NGSILD-Warning",
        "Preference-Applied", "Retry-After", "WWW-Authenticate",
    ];

    public static void AddCrossOrigin(this IServiceCollection services, ServerOptions options)
    {
        if (options.Transport.Origins.Count > 0)
            services.AddCors();
    }

    /// <summary>Answers browsers that ask whether they may; comes before what identifies callers, since they ask without a key.</summary>
    public static void UseCrossOrigin(this IApplicationBuilder app, ServerOptions options)
    {
        if (options.Transport.Origins.Count > 0)
            app.UseCors(policy => Allow(policy, options.Transport.Origins));
    }

    /// <summary>Reads an origin.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static string Read(string text)
    {
        if (text == All)
            return All;
        return Values.WebUrl(text) is { PathAndQuery: "/", Fragment: "", UserInfo: "" } url && !text.Contains('*', StringComparison.Ordinal)
            ? url.GetLeftPart(UriPartial.Authority) : throw new FormatException("has the form https://HOST[:PORT], or is * for all");
    }

    private static void Allow(CorsPolicyBuilder policy, List<string> origins)
    {
        policy.WithMethods(Methods).WithHeaders(Asked).WithExposedHeaders(Told).SetPreflightMaxAge(Remembered);
        if (origins.Contains(All))
            policy.AllowAnyOrigin();
        else
            policy.WithOrigins([.. origins]);
    }
}
