using System.Text.Json.Nodes;
using Waziup.Ngsi.Access;
using Waziup.Ngsi.Access.Policies;
using Waziup.Ngsi.AspNetCore.Identity;
using Waziup.Ngsi.AspNetCore.Identity.Accounts;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.AspNetCore.Access;

/// <summary>The operations on accounts: administrators keep them, people log in and out.</summary>
internal sealed class AccountEndpoints(AccountBook accounts, Sessions sessions, ApiKeys keys, Administrators administrators, IAuditLog audit) : IAccessRoutes
{
    public IEnumerable<AccessRoute> Routes =>
    [
        new("POST", "login", false, LoginAsync),
        new("POST", "refresh", false, RefreshAsync),
        new("POST", "logout", false, LogoutAsync),
        new("POST", "password", false, RenewAsync),
        new("POST", "register", false, RegisterAsync),
        new("GET", "me", false, MeAsync),
        new("GET", "accounts", false, ListAsync),
        new("POST", "accounts", false, CreateAsync),
        new("PATCH", "accounts", true, ChangeAsync),
        new("DELETE", "accounts", true, DeleteAsync),
    ];

    private async ValueTask<JsonNode?> LoginAsync(AccessRequest request, CancellationToken cancel)
    {
        var form = await request.BodyAsync(cancel);
        JsonForm.CheckMembers(form, "the body", "name", "password");
        JsonObject? given = null;
        await accounts.EnterAsync(AccountBook.TextOf(form, "name"), AccountBook.TextOf(form, "password"), request.Address, async account =>
        {
            audit.Write(new AuditEntry("login", account.ToKnown().Caller) { Address = request.Address });
            given = await sessions.BeginAsync(account);
        }, cancel);
        return given;
    }

    private async ValueTask<JsonNode?> RefreshAsync(AccessRequest request, CancellationToken cancel)
    {
        var form = await request.BodyAsync(cancel);
        JsonForm.CheckMembers(form, "the body", "refreshToken");
        return await sessions.RefreshAsync(AccountBook.TextOf(form, "refreshToken"), request.Address, cancel);
    }

    private async ValueTask<JsonNode?> LogoutAsync(AccessRequest request, CancellationToken cancel)
    {
        var shown = request.Http.Request.Headers.Authorization.ToString();
        await sessions.EndAsync(shown.Length > Callers.Bearer.Length ? shown[Callers.Bearer.Length..].Trim() : "", request.Caller);
        return null;
    }

    private async ValueTask<JsonNode?> RenewAsync(AccessRequest request, CancellationToken cancel)
    {
        var form = await request.BodyAsync(cancel);
        JsonForm.CheckMembers(form, "the body", "name", "password", "newPassword");
        var next = AccountBook.TextOf(form, "newPassword") ?? throw NgsiLdErrors.Bad("newPassword is missing");
        await accounts.EnterAsync(AccountBook.TextOf(form, "name"), AccountBook.TextOf(form, "password"), request.Address, async account =>
        {
            audit.Write(new AuditEntry("password-changed", account.ToKnown().Caller) { Address = request.Address });
            await accounts.SetAsync(account, next);
        }, cancel);
        return null;
    }

    private async ValueTask<JsonNode?> RegisterAsync(AccessRequest request, CancellationToken cancel)
    {
        if (!accounts.IsOpen)
            throw new NgsiLdException(NgsiLdErrors.Forbidden("administrators make accounts here"));
        var form = await request.BodyAsync(cancel);
        JsonForm.CheckMembers(form, "the body", "name", "password");
        return request.Created((await accounts.CreateAsync(form, Standing.Least, null, isOwn: true, cancel)).ToJson());
    }

    private ValueTask<JsonNode?> MeAsync(AccessRequest request, CancellationToken cancel)
    {
        var caller = request.Caller;
        var me = new JsonObject { ["subject"] = caller.Subject, ["key"] = caller.Key, ["issuer"] = caller.Issuer };
        new Standing(caller.Roles, caller.Groups, caller.Tenants, caller.Purpose is { } purpose ? [purpose] : []).AddTo(me);
        return ValueTask.FromResult<JsonNode?>(me);
    }

    private async ValueTask<JsonNode?> ListAsync(AccessRequest request, CancellationToken cancel)
    {
        administrators.Check(request.Caller);
        return await accounts.ListAsync(cancel);
    }

    private async ValueTask<JsonNode?> CreateAsync(AccessRequest request, CancellationToken cancel)
    {
        var by = administrators.Check(request.Caller);
        var form = await request.BodyAsync(cancel);
        JsonForm.CheckMembers(form, "the body", ["name", "password", .. Standing.Members]);
        return request.Created((await accounts.CreateAsync(form, Standing.Least.With(form), by, isOwn: false, cancel)).ToJson());
    }

    private async ValueTask<JsonNode?> ChangeAsync(AccessRequest request, CancellationToken cancel)
    {
        var by = administrators.Check(request.Caller);
        return (await accounts.ChangeAsync(request.Id, await request.BodyAsync(cancel), by)).ToJson();
    }

    private async ValueTask<JsonNode?> DeleteAsync(AccessRequest request, CancellationToken cancel)
    {
        var by = administrators.Check(request.Caller);
        var account = await accounts.DeleteAsync(request.Id, by);
        await keys.RevokeOfAsync(account.Subject, by, cancel);
        return null;
    }
}
