using Waziup.Ngsi.Access;
using Waziup.Ngsi.Broker.Distribution;
using Waziup.Ngsi.Federation;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Broker.Registrations;

/// <summary>The operations on context source registrations (5.9.2 to 5.9.4, 5.10.1, 5.10.2).</summary>
/// <remarks>Registering is a right of its own: sources receive copies of what others write.</remarks>
internal sealed class RegistrationOperations(
    RegistrationShelf shelf, LiveRegistrations live, RegistrationConflicts conflicts, SourceStates states, RemoteSubscriptions remote, IAccessPolicy policy,
    FederationOptions options)
{
    // One registration may stand in another's way: those of a tenant wait for each other.
    private const string EachTenant = "";

    private readonly Ownership _ownership = new(policy, Right.Register);

    /// <summary>5.9.2</summary>
    /// <param name="call">Who, where, in which terms.</param>
    /// <param name="body">The registration.</param>
    /// <param name="origin">The address under which the client reaches this broker.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <returns>The id of the new registration.</returns>
    public async ValueTask<string> CreateAsync(Call call, ReadOnlyMemory<byte> body, string origin, CancellationToken cancel)
    {
        await _ownership.CheckAsync(call, cancel);
        var form = new RegistrationForm(call.Terms, isFragment: false, call.ContextInBody).Read(body);
        if (!form.ContainsKey("id"))
            form["id"] = $"urn:ngsi-ld:ContextSourceRegistration:{Guid.CreateVersion7(call.Now.ToDateTimeOffset()):D}";
        var stored = new StoredRegistration(form, call.Caller.Away, call.Now, call.Now);
        var registration = Read(call, stored);
        await shelf.InTurnAsync(call.Tenant, EachTenant, async () =>
        {
            if (shelf.Find(call.Tenant, stored.Id) is not null || shelf.Count(call.Tenant) >= options.MaxRegistrations)
                await RemoveExpiredAsync(call.Tenant, call.Now, cancel);
            if (await shelf.ExistsAsync(call.Tenant, stored.Id, cancel))
                throw new NgsiLdException(NgsiLdErrors.AlreadyExists(stored.Id));
            if (shelf.Count(call.Tenant) >= options.MaxRegistrations)
                throw new NgsiLdException(NgsiLdErrors.LimitReached($"there are {options.MaxRegistrations} registrations already; delete one first"));
            await PutAsync(call, null, stored, registration, cancel);
            return true;
        }, cancel);
        await remote.FollowAllAsync(call, origin, cancel);
        return stored.Id;
    }

    /// <summary>5.10.1</summary>
    public async ValueTask<ShownRegistration> RetrieveAsync(Call call, EntityId id, CancellationToken cancel) => Show(call, await FindAsync(call, id, cancel));

    /// <summary>5.10.2: a page, the oldest first.</summary>
    /// <returns>The page, how many there are, and whether more follow.</returns>
    public async ValueTask<(IReadOnlyList<ShownRegistration> Page, int Total, bool More)> QueryAsync(
        Call call, QueryRequest query, int offset, int limit, CancellationToken cancel)
    {
        var sees = await _ownership.SeesAsync(call, cancel);
        var found = live[call.Tenant].Find(RegistrationQuery.Of(query, call.Terms), call.Now)
            .Select(match => shelf.Find(call.Tenant, match.Registration.Id)).OfType<StoredRegistration>().Where(stored => sees(stored))
            .OrderBy(stored => stored.CreatedAt.Micros).ThenBy(stored => stored.Id, StringComparer.Ordinal).ToList();
        return ([.. found.Skip(offset).Take(limit).Select(stored => Show(call, stored))], found.Count, found.Count > (long)offset + limit);
    }

    /// <summary>5.9.3: each member of the fragment takes the place of the one that is there; Null takes it away.</summary>
    public async ValueTask UpdateAsync(Call call, EntityId id, ReadOnlyMemory<byte> body, CancellationToken cancel)
    {
        await _ownership.CheckAsync(call, cancel);
        var fragment = new RegistrationForm(call.Terms, isFragment: true, call.ContextInBody).Read(body);
        await shelf.InTurnAsync(call.Tenant, EachTenant, async () =>
        {
            var before = await FindAsync(call, id, cancel);
            if (fragment.Text("id") is { } other && other != id.Value)
                throw NgsiLdErrors.Bad("the id of a registration cannot be changed");
            var after = before with { Form = before.Form.Changed(fragment), Owner = call.Caller.Away, ModifiedAt = call.Now.After(before.ModifiedAt) };
            var registration = Read(call, after);
            var was = live.Find(registration.Key);
            var hasMoved = was is not null && (was.Endpoint != registration.Endpoint || was.RemoteTenant != registration.RemoteTenant);
            if (hasMoved)
                await remote.LeaveAsync(was, registration.Key, () => PutAsync(call, before, after, registration, cancel));
            else
                await PutAsync(call, before, after, registration, cancel);
            return true;
        }, cancel);
    }

    /// <summary>5.9.4</summary>
    public async ValueTask DeleteAsync(Call call, EntityId id, CancellationToken cancel) => await shelf.InTurnAsync(call.Tenant, EachTenant, async () =>
    {
        var stored = await FindAsync(call, id, cancel);
        return await RemoveAsync(new DocumentKey(call.Tenant, stored.Id), cancel) ? true : throw Missing(id);
    }, cancel);

    /// <summary>Takes away those whose time is over.</summary>
    public async ValueTask TidyAsync(Instant now, CancellationToken cancel)
    {
        foreach (var tenant in shelf.Tenants)
        {
            await shelf.InTurnAsync(tenant, EachTenant, async () =>
            {
                await RemoveExpiredAsync(tenant, now, cancel);
                return true;
            }, cancel);
        }
    }

    private async ValueTask RemoveExpiredAsync(TenantId tenant, Instant now, CancellationToken cancel)
    {
        foreach (var key in shelf.Expired(tenant, now))
            await RemoveAsync(key, cancel);
    }

    private async ValueTask<bool> RemoveAsync(DocumentKey key, CancellationToken cancel)
    {
        var was = false;
        await remote.LeaveAsync(live.Find(key), key, async () => was = await shelf.RemoveAsync(key, cancel));
        return was;
    }

    private async ValueTask PutAsync(Call call, StoredRegistration? before, StoredRegistration after, Registration registration, CancellationToken cancel)
    {
        if (!registration.IsProxy)
        {
            await shelf.PutAsync(after, registration, cancel);
            return;
        }
        await using var turn = await conflicts.InTurnAsync(registration, cancel);
        await shelf.RefreshAsync(cancel);
        if (before is null && await shelf.ExistsAsync(call.Tenant, after.Id, cancel))
            throw new NgsiLdException(NgsiLdErrors.AlreadyExists(after.Id));
        await conflicts.CheckAsync(registration, call.Now, cancel);
        try
        {
            // What was written here between the look and the registration counts too; what comes now goes to the source. Whoever hangs up, it is looked.
            await shelf.PutAsync(after, registration, CancellationToken.None);
            await conflicts.CheckLocalAsync(registration, call.Now, CancellationToken.None);
        }
        catch (NgsiLdException)
        {
            // As it was, and newer than what others may have read meanwhile.
            if (before is null)
                await shelf.RemoveAsync(registration.Key, CancellationToken.None);
            else
                await shelf.PutAsync(before with { ModifiedAt = call.Now.After(after.ModifiedAt) }, shelf.Read(call.Tenant, before), CancellationToken.None);
            throw;
        }
    }

    private Registration Read(Call call, StoredRegistration stored)
    {
        var registration = shelf.Read(call.Tenant, stored);
        return registration.IsLive(call.Now) ? registration : throw NgsiLdErrors.Bad("expiresAt lies in the past");
    }

    private ShownRegistration Show(Call call, StoredRegistration stored) => new(stored, states[new(call.Tenant, stored.Id)]);

    private async ValueTask<StoredRegistration> FindAsync(Call call, EntityId id, CancellationToken cancel)
    {
        var sees = await _ownership.SeesAsync(call, cancel);
        return shelf.Find(call.Tenant, id.Value) is { } stored && sees(stored) && !(stored.Form.Time("expiresAt") is { IsNone: false } end && end <= call.Now)
            ? stored : throw Missing(id);
    }

    private static NgsiLdException Missing(EntityId id) => new(NgsiLdErrors.NotFound($"registration {id.Value}"));
}

/// <summary>A registration and what is known about its source.</summary>
/// <param name="Stored">The registration.</param>
/// <param name="State">How the source has answered.</param>
internal sealed record ShownRegistration(StoredRegistration Stored, SourceState State);
