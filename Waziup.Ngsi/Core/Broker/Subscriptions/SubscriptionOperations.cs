using System.Text;
using System.Text.Json.Nodes;
using Waziup.Ngsi.Access;
using Waziup.Ngsi.Broker.Distribution;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Notifications;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Broker.Subscriptions;

/// <summary>The operations on subscriptions to entities (5.8.1 to 5.8.5), and on those to registrations (5.11.2 to 5.11.6).</summary>
/// <remarks>A subscription belongs to who has made it; for anybody else but an administrator it is not there.</remarks>
internal sealed class SubscriptionOperations(
    IStorage storage, SubscriptionShelf shelf, HostedContexts hosted, ContextResolver terms, ISubscriptionUser user, IAccessPolicy policy, NotificationOptions options,
    DocumentKind kind = DocumentKind.Subscription, RemoteSubscriptions? remote = null)
{
    private readonly Ownership _ownership = new(policy, kind == DocumentKind.Subscription ? Right.Subscribe : Right.Register);

    /// <summary>5.8.1</summary>
    /// <param name="call">Who, where, in which terms.</param>
    /// <param name="body">The subscription.</param>
    /// <param name="origin">The address under which the client reaches this broker, such as <c>http://host:1026</c>.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <returns>The id of the new subscription.</returns>
    public async ValueTask<string> CreateAsync(Call call, ReadOnlyMemory<byte> body, string origin, CancellationToken cancel)
    {
        await _ownership.CheckAsync(call, cancel);
        var form = Form(call.Terms, isFragment: false, call).Read(body);
        if (!form.ContainsKey("id"))
            form["id"] = $"urn:ngsi-ld:Subscription:{Guid.CreateVersion7(call.Now.ToDateTimeOffset()):D}";
        CheckExpiry(form, call.Now);
        var (context, url) = await ContextOfAsync(call, form, call.Terms, origin, cancel);
        var stored = new StoredSubscription(
            form, call.Caller.Away, Json(call.Terms), Json(call.Terms), context, url, await storage.Changes.HeadAsync(cancel), call.Now, call.Now)
        { Kind = kind };
        var subscription = await ReadAsync(call, stored, cancel);
        if (shelf.Count(call.Tenant) >= options.MaxSubscriptions)
            throw new NgsiLdException(NgsiLdErrors.LimitReached($"there are {options.MaxSubscriptions} subscriptions already; delete one first"));
        return await shelf.InTurnAsync(call.Tenant, stored.Id, async () =>
        {
            if (await shelf.ExistsAsync(call.Tenant, stored.Id, cancel))
                throw new NgsiLdException(NgsiLdErrors.AlreadyExists(stored.Id));
            await shelf.PutAsync(call.Tenant, stored, subscription, cancel);
            if (remote is not null)
                await remote.FollowAsync(call, stored, origin, cancel);
            return stored.Id;
        }, cancel);
    }

    /// <summary>5.8.3</summary>
    public async ValueTask<ShownSubscription> RetrieveAsync(Call call, EntityId id, CancellationToken cancel) =>
        await ShowAsync(call, await FindAsync(call, id, cancel), cancel);

    /// <summary>5.8.4: a page, the oldest first.</summary>
    /// <returns>The page, how many there are, and whether more follow.</returns>
    public async ValueTask<(IReadOnlyList<ShownSubscription> Page, int Total, bool More)> ListAsync(Call call, int offset, int limit, CancellationToken cancel)
    {
        var sees = await _ownership.SeesAsync(call, cancel);
        var all = shelf.List(call.Tenant).Where(stored => sees(stored)).ToList();
        var page = new List<ShownSubscription>();
        foreach (var stored in all.Skip(offset).Take(limit))
            page.Add(await ShowAsync(call, stored, cancel));
        return (page, all.Count, all.Count > (long)offset + limit);
    }

    /// <summary>5.8.2: each member of the fragment takes the place of the one that is there; Null takes it away.</summary>
    public async ValueTask UpdateAsync(Call call, EntityId id, ReadOnlyMemory<byte> body, string origin, CancellationToken cancel)
    {
        await _ownership.CheckAsync(call, cancel);
        var fragment = Form(await TermsAsync(call, id, cancel), isFragment: true, call).Read(body);
        CheckExpiry(fragment, call.Now);
        await shelf.InTurnAsync(call.Tenant, id.Value, () => UpdateAsync(call, id, fragment, origin, cancel), cancel);
    }

    private async ValueTask<StoredSubscription> UpdateAsync(Call call, EntityId id, JsonObject fragment, string origin, CancellationToken cancel)
    {
        var before = await FindAsync(call, id, cancel);
        if (fragment["id"] is { } other && other.GetValue<string>() != id.Value)
            throw NgsiLdErrors.Bad("the id of a subscription cannot be changed");
        var form = before.Form.Changed(fragment);
        // Who says where it is told to, and what, is told what he may see.
        var after = before with { Form = form, Owner = call.Caller.Away, ModifiedAt = call.Now.After(before.ModifiedAt) };
        if (fragment.ContainsKey("q") || fragment.ContainsKey("csf"))
            after = after with { QContext = Json(call.Terms) };
        if (fragment.ContainsKey("jsonldContext"))
        {
            var own = await terms.ResolveAsync(call.Tenant.Value, Encoding.UTF8.GetBytes(before.OwnContext), cancel);
            var (context, url) = await ContextOfAsync(call, form, own, origin, cancel);
            after = after with { Context = context, ContextUrl = url };
        }
        var subscription = await ReadAsync(call, after, cancel);
        // What happened while it was silent, or told something else, is not told afterwards.
        var wasTold = StatusOf(before.Form, call.Now) == "active" && !before.Form.ContainsKey("timeInterval");
        if (!wasTold && subscription.IsLive(call.Now))
        {
            after = after with { Since = await storage.Changes.HeadAsync(cancel) };
            subscription = subscription with { Since = after.Since };
        }
        await shelf.PutAsync(call.Tenant, after, subscription, cancel);
        if (remote is not null)
            await remote.FollowAsync(call, after, origin, cancel);
        return after;
    }

    /// <summary>5.8.5</summary>
    public async ValueTask DeleteAsync(Call call, EntityId id, CancellationToken cancel)
    {
        await shelf.InTurnAsync(call.Tenant, id.Value, async () =>
        {
            await FindAsync(call, id, cancel);
            if (remote is not null)
                await remote.EndAsync(call.Tenant, id.Value, cancel);
            return await shelf.RemoveAsync(call.Tenant, id.Value, cancel) ? true : throw Missing(id);
        }, cancel);
    }

    private SubscriptionForm Form(ActiveContext names, bool isFragment, Call call) => new(names, isFragment, call.ContextInBody, kind == DocumentKind.RegistrationSubscription);

    /// <summary>A change of a subscription to registrations that names no @context is read in the subscription's own: the ETSI conformance suite does so (047_16).</summary>
    private async ValueTask<ActiveContext> TermsAsync(Call call, EntityId id, CancellationToken cancel) =>
        kind == DocumentKind.RegistrationSubscription && call.Terms.IsDefault && shelf.Find(call.Tenant, id.Value) is { } stored
            ? await terms.ResolveAsync(call.Tenant.Value, Encoding.UTF8.GetBytes(stored.OwnContext), cancel) : call.Terms;

    private async ValueTask<Subscription> ReadAsync(Call call, StoredSubscription stored, CancellationToken cancel)
    {
        var subscription = await shelf.ReadAsync(call.Tenant, stored, cancel);
        if (subscription.TimeInterval < options.MinInterval)
            throw NgsiLdErrors.Bad(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"timeInterval is at least {options.MinInterval.TotalSeconds} s here"));
        return user.Check(subscription.Endpoint) is { } wrong ? throw NgsiLdErrors.Bad(wrong) : subscription;
    }

    /// <summary>The @context of its notifications, and a URL of it: the one that it names, else its own.</summary>
    private async ValueTask<(string Context, string Url)> ContextOfAsync(
        Call call, JsonObject form, ActiveContext own, string origin, CancellationToken cancel)
    {
        if (form["jsonldContext"]?.GetValue<string>() is { } named)
        {
            _ = await terms.ResolveAsync(call.Tenant.Value, named, cancel);
            return (JsonValue.Create(named).ToJsonString(), named);
        }
        if (own.Url is { } url)
            return (Json(own), url);
        if (own.IsDefault)
            return (Json(terms.Default), CoreContexts.Newest);
        // Receivers of plain JSON need a URL, so an inline context gets one (5.13.1).
        var context = await hosted.ImplicitAsync(call.Tenant, own.Source, cancel);
        return (Json(own), $"{origin}{HostedContexts.Path}{context.Id}");
    }

    private async ValueTask<ShownSubscription> ShowAsync(Call call, StoredSubscription stored, CancellationToken cancel)
    {
        return new ShownSubscription(stored, await shelf.StateAsync(call.Tenant, stored.Id, cancel), StatusOf(stored.Form, call.Now));
    }

    private static string StatusOf(JsonObject form, Instant now)
    {
        return form.Time("expiresAt") is { IsNone: false } time && time <= now ? "expired" : form["isActive"]?.GetValue<bool>() == false ? "paused" : "active";
    }

    private async ValueTask<StoredSubscription> FindAsync(Call call, EntityId id, CancellationToken cancel)
    {
        var sees = await _ownership.SeesAsync(call, cancel);
        return shelf.Find(call.Tenant, id.Value) is { } stored && sees(stored) ? stored : throw Missing(id);
    }

    private static void CheckExpiry(JsonObject form, Instant now)
    {
        if (form.Time("expiresAt") is { IsNone: false } time && time <= now)
            throw NgsiLdErrors.Bad("expiresAt lies in the past");
    }

    private static string Json(ActiveContext context) => Encoding.UTF8.GetString(context.Source.Span);

    private static NgsiLdException Missing(EntityId id) => new(NgsiLdErrors.NotFound($"subscription {id.Value}"));
}
