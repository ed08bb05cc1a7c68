using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using Waziup.Ngsi.Access;
using Waziup.Ngsi.Access.Policies;
using Waziup.Ngsi.AspNetCore.Identity;
using Waziup.Ngsi.AspNetCore.Identity.Accounts;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.AspNetCore.Access;

/// <summary>Who may make keys and accounts, which are of no tenant: administrators of all tenants. The first one is made by a code.</summary>
internal sealed class Administrators(ApiKeys keys, AccountBook accounts, FirstAdministrator first, IOptions<PolicyOptions> options, IAuditLog audit)
{
    /// <summary>Whether somebody is one.</summary>
    public bool Has(Caller caller) => caller.Roles.Contains(options.Value.AdministratorRole) && caller.Tenants.All;

    private bool Has(Standing standing) => standing.Roles.Contains(options.Value.AdministratorRole) && standing.Tenants.All;

    /// <exception cref="NgsiLdException">Unauthorized, Forbidden.</exception>
    public Caller Check(Caller caller)
    {
        if (Has(caller))
            return caller;
        throw new NgsiLdException(caller.Subject is null && caller.Key is null
            ? NgsiLdErrors.Unauthorized("say who you are; this is for administrators") : NgsiLdErrors.Forbidden("this is for administrators of all tenants"));
    }

    /// <summary>Whether there is none.</summary>
    public async ValueTask<bool> AreMissingAsync(CancellationToken cancel) =>
        !await keys.AnyAsync(Has, cancel) && !await accounts.AnyAsync(Has, cancel);

    /// <summary>Makes the first one: an account where a password is given, else a key.</summary>
    /// <param name="wanted"><c>{"name","code"}</c>, with or without password.</param>
    /// <param name="address">From where.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <exception cref="NgsiLdException">Forbidden for another code, or where there is one already; BadRequestData.</exception>
    public async ValueTask<JsonObject> BeginAsync(JsonElement wanted, string? address, CancellationToken cancel)
    {
        JsonForm.CheckMembers(wanted, "the body", "name", "code", "password");
        var name = AccountBook.TextOf(wanted, "name") ?? throw NgsiLdErrors.Bad("an administrator has a name");
        var isRight = first.Is(wanted.TryGetProperty("code", out var code) && code.ValueKind == JsonValueKind.String ? code.GetString() : null) && (first.IsAnother || await AreMissingAsync(cancel)) && first.Take();
        audit.Write(new AuditEntry(isRight ? "administrator-made" : "administrator-refused") { About = name, Address = address });
        if (!isRight)
            throw new NgsiLdException(NgsiLdErrors.Forbidden("that is not the code, its time is over, or there is an administrator already"));
        try
        {
            if (wanted.TryGetProperty("password", out _))
                return (await accounts.CreateAsync(wanted, Standing.Least with { Roles = [options.Value.AdministratorRole], Tenants = Tenants.Every }, null, isOwn: false, cancel)).ToJson();
            var key = new JsonObject { ["name"] = name, ["roles"] = new JsonArray(options.Value.AdministratorRole), ["tenants"] = new JsonArray("*") };
            using var form = JsonDocument.Parse(key.ToJsonString());
            return await keys.CreateAsync(form.RootElement, null, cancel);
        }
        catch
        {
            first.PutBack();
            throw;
        }
    }
}
