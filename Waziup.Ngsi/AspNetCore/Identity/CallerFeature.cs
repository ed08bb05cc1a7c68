using Microsoft.AspNetCore.Http;
using Waziup.Ngsi.Access;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.AspNetCore.Identity;

/// <summary>Who sends a request, after that was found out.</summary>
/// <param name="Caller">He.</param>
internal sealed record CallerFeature(Caller Caller)
{
    private static readonly Caller Nobody = Caller.Anonymous;

    /// <summary>The caller of a request; somebody unknown where nobody has looked.</summary>
    public static Caller Of(HttpContext http) => http.Features.Get<CallerFeature>()?.Caller ?? Nobody;
}
