using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Waziup.Ngsi.Access;
using Waziup.Ngsi.AspNetCore.Identity;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.AspNetCore.Access;

/// <summary>A request for one of the operations beside the standard's API.</summary>
/// <param name="Http">The request.</param>
/// <param name="Tenant">Where.</param>
/// <param name="Id">What stands behind the operation's name in the path.</param>
/// <param name="Bodies">Reads the body.</param>
internal sealed record AccessRequest(HttpContext Http, TenantId Tenant, string Id, AccessBodies Bodies)
{
    /// <summary>Who asks.</summary>
    public Caller Caller => CallerFeature.Of(Http);

    /// <summary>From where.</summary>
    public string? Address => Http.Connection.RemoteIpAddress?.ToString();

    /// <summary>The body, a JSON object.</summary>
    /// <exception cref="NgsiLdException">BadRequestData, InvalidRequest, PayloadTooLarge.</exception>
    public ValueTask<JsonElement> BodyAsync(CancellationToken cancel) => Bodies.ReadAsync(Http, cancel);

    /// <summary>Has the answer say that something was made.</summary>
    public JsonNode Created(JsonNode made)
    {
        Http.Response.StatusCode = StatusCodes.Status201Created;
        return made;
    }
}

/// <summary>Carries one out; null where there is nothing to answer.</summary>
internal delegate ValueTask<JsonNode?> AccessOperation(AccessRequest request, CancellationToken cancel);

/// <summary>One of them, and how it is called.</summary>
/// <param name="Method">The method of HTTP.</param>
/// <param name="What">The first part of the path.</param>
/// <param name="HasId">Whether something stands behind it.</param>
/// <param name="Operation">What is done.</param>
internal sealed record AccessRoute(string Method, string What, bool HasId, AccessOperation Operation);

/// <summary>Some of them that belong together.</summary>
internal interface IAccessRoutes
{
    /// <summary>These.</summary>
    IEnumerable<AccessRoute> Routes { get; }
}
