using System.Text.Json.Nodes;
using Waziup.Ngsi.AspNetCore.Identity;

namespace Waziup.Ngsi.AspNetCore.Access;

/// <summary>The operations on keys of devices and programs, which are for administrators.</summary>
internal sealed class KeyEndpoints(ApiKeys keys, Administrators administrators) : IAccessRoutes
{
    public IEnumerable<AccessRoute> Routes =>
    [
        new("GET", "keys", false, ListAsync),
        new("POST", "keys", false, CreateAsync),
        new("DELETE", "keys", true, RevokeAsync),
        new("POST", "first-administrator", false, async (request, cancel) => request.Created(await administrators.BeginAsync(await request.BodyAsync(cancel), request.Address, cancel))),
    ];

    private async ValueTask<JsonNode?> ListAsync(AccessRequest request, CancellationToken cancel)
    {
        administrators.Check(request.Caller);
        return await keys.ListAsync(cancel);
    }

    private async ValueTask<JsonNode?> CreateAsync(AccessRequest request, CancellationToken cancel)
    {
        var by = administrators.Check(request.Caller);
        return request.Created(await keys.CreateAsync(await request.BodyAsync(cancel), by, cancel));
    }

    private async ValueTask<JsonNode?> RevokeAsync(AccessRequest request, CancellationToken cancel)
    {
        await keys.RevokeAsync(request.Id, administrators.Check(request.Caller));
        return null;
    }
}
