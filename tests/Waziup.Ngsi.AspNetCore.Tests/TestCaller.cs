using Microsoft.AspNetCore.Http;
using Waziup.Ngsi.Access;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.AspNetCore.Tests;

/// <summary>Who sends a request: whom the header <c>Test-Caller</c> names; without it, somebody unknown.</summary>
static class TestCaller
{
    /// <summary>A subject that may only name the tenants after the colon: <c>kofi:farm1,farm2</c>; with what other headers say of him.</summary>
    public static Caller Of(HttpContext http)
    {
        var caller = Named(http);
        string? Said(string name) => http.Request.Headers[$"Test-{name}"];
        return caller with
        {
            Roles = [.. Said("Roles")?.Split(',') ?? []],
            Groups = [.. Said("Groups")?.Split(',') ?? []],
            Key = Said("Key"),
            Purpose = Said("Purpose"),
            Reason = Said("Reason"),
        };
    }

    private static Caller Named(HttpContext http)
    {
        if ((string?)http.Request.Headers["Test-Caller"] is not { } text)
            return Caller.Anonymous;
        var parts = text.Split(':');
        if (parts.Length == 1)
            return Caller.Anonymous with { Subject = text };
        TenantId[] tenants = [.. parts[1].Split(',').Select(name => TenantId.TryParse(name, out var tenant) ? tenant : TenantId.Default)];
        return Caller.Anonymous with { Subject = parts[0], Tenants = new Tenants(false, [.. tenants]) };
    }
}
