using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Waziup.Ngsi.Access;
using Waziup.Ngsi.Broker.Subscriptions;
using Waziup.Ngsi.Federation;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Notifications;
using Waziup.Ngsi.Query;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Broker.Distribution;

/// <summary>Subscribes at sources on behalf of the subscriptions here (5.8.1.4).</summary>
/// <remarks>
/// Each subscription has one to registrations, made by the broker, whose endpoint is this: it is told which sources come, change and go, and so keeps a
/// reduced copy at each. After a crash the rest is told; a source that does not take its copy in as many attempts as a notification has goes without.
/// </remarks>
internal sealed class RemoteSubscriptions(
    RemoteCopies copies, Sources sources, LiveRegistrations live, ContextResolver terms, SourceIdentity identity, IAccessPolicy policy, FederationOptions options,
    TimeProvider clock) : INotifier
{
    /// <summary>Of the addresses at which the broker notifies itself.</summary>
    public const string Scheme = "internal";

    // What decides which sources matter.
    private static readonly string[] Watched = ["entities", "watchedAttributes", "csf"];

    /// <summary>The subscriptions here; set by whoever makes both.</summary>
    public SubscriptionShelf Subscriptions { get; set; } = null!;

    /// <summary>The subscriptions to registrations; set by whoever makes both.</summary>
    public SubscriptionShelf Watches { get; set; } = null!;

    /// <inheritdoc/>
    public bool Handles(Uri endpoint) => endpoint.Scheme == Scheme;

    /// <inheritdoc/>
    public string? Check(NotificationEndpoint endpoint) => "endpoint.uri: internal addresses are the broker's own";

    /// <summary>A subscription is new, or was changed.</summary>
    /// <param name="call">The request that did it.</param>
    /// <param name="stored">The subscription.</param>
    /// <param name="origin">The address under which the client reaches this broker.</param>
    /// <param name="cancel">Ends the wait.</param>
    public async ValueTask FollowAsync(Call call, StoredSubscription stored, string origin, CancellationToken cancel)
    {
        var id = WatchIdOf(call.Tenant, stored.Id);
        var passed = call.Incoming.Passed;
        var isWanted = !stored.Form.Flag("localOnly") && !stored.Form.ContainsKey("timeInterval") && !live[call.Tenant].IsEmpty
            && !passed.Contains(identity.AliasOf(call.Tenant)) && passed.Length < options.MaxVia;
        if (!isWanted)
        {
            await EndAsync(call.Tenant, stored.Id, cancel);
            return;
        }
        // Without an address at which this broker is reached nobody can be subscribed at.
        if ((options.Address ?? (Uri.TryCreate(origin, UriKind.Absolute, out var reached) ? reached : null))?.GetLeftPart(UriPartial.Authority) is not { } address)
            return;
        var query = $"?to={Uri.EscapeDataString(address)}&via={Uri.EscapeDataString(string.Join(',', passed))}";
        var form = new JsonObject
        {
            ["id"] = id,
            ["type"] = "Subscription",
            ["notification"] = new JsonObject
            {
                ["endpoint"] = new JsonObject { ["uri"] = $"{Scheme}://sources/{Uri.EscapeDataString(stored.Id)}{query}", ["accept"] = "application/json" },
            },
        };
        foreach (var name in Watched.Where(stored.Form.ContainsKey))
            form[name] = stored.Form[name]!.DeepClone();
        var before = Watches.Find(call.Tenant, id);
        var watch = stored with { Form = form, Kind = DocumentKind.RegistrationSubscription, CreatedAt = before?.CreatedAt ?? stored.CreatedAt };
        await Watches.PutAsync(call.Tenant, watch, await Watches.ReadAsync(call.Tenant, watch, cancel), cancel);
    }

    /// <summary>The first source of a tenant may concern subscriptions that are older.</summary>
    public async ValueTask FollowAllAsync(Call call, string origin, CancellationToken cancel)
    {
        foreach (var stored in Subscriptions.List(call.Tenant))
        {
            if (Watches.Find(call.Tenant, WatchIdOf(call.Tenant, stored.Id)) is not null)
                continue;
            try
            {
                await FollowAsync(call with { Incoming = NoRequest.Instance }, stored, origin, cancel);
            }
            catch (Exception failure) when (failure is JsonLdException or NgsiLdException)
            {
                // Its @context cannot be had now; with the next registration it is tried again.
            }
        }
    }

    /// <summary>A subscription is gone, or no longer concerns anybody else: its copies go.</summary>
    public async ValueTask EndAsync(TenantId tenant, string id, CancellationToken cancel)
    {
        if (Watches.Find(tenant, WatchIdOf(tenant, id)) is null)
            return;
        // The copies may have been made by another process. Whoever hangs up, they go; the watch last, so that a crash leaves the rest to be found.
        await copies.LoadAsync(cancel);
        var all = copies.Of(new DocumentKey(tenant, id));
        await sources.AskAsync(all, async copy =>
        {
            await EndAsync(copy, CancellationToken.None);
            return true;
        });
        await Watches.RemoveAsync(tenant, WatchIdOf(tenant, id), CancellationToken.None);
    }

    /// <summary>Changes a registration so that its source is left: the copies there go, as far as it still answers.</summary>
    /// <param name="registration">The registration as it was; null where that is not known.</param>
    /// <param name="key">The registration.</param>
    /// <param name="change">Deletes it, or has it lead elsewhere.</param>
    public async ValueTask LeaveAsync(Registration? registration, DocumentKey key, Func<ValueTask> change)
    {
        // Before the change: whoever hears of it makes copies at the new source.
        var there = copies.At(key);
        there.ForEach(copies.Drop);
        try
        {
            await change();
        }
        catch
        {
            there.ForEach(copies.Return);
            throw;
        }
        _ = LeaveAsync(registration, there);
    }

    private async Task LeaveAsync(Registration? registration, List<RemoteSubscription> there)
    {
        try
        {
            await sources.AskAsync(there, async copy =>
            {
                await EndAsync(copy, registration, CancellationToken.None);
                return true;
            });
        }
        catch (NgsiLdException)
        {
            // The store cannot be reached; what a copy sends is refused.
        }
    }

    /// <inheritdoc/>
    public async ValueTask<Receipt> DeliverAsync(Delivery delivery, CancellationToken cancel)
    {
        using var body = JsonDocument.Parse(delivery.Body);
        var endpoint = delivery.Endpoint.Uri;
        var key = new DocumentKey(delivery.Tenant, Uri.UnescapeDataString(endpoint.AbsolutePath.TrimStart('/')));
        var isGone = body.RootElement.GetProperty("triggerReason").ValueEquals("noLongerMatching");
        var isGood = true;
        foreach (var registration in body.RootElement.GetProperty("data").EnumerateArray())
        {
            var id = registration.GetProperty("id").GetString()!;
            isGood &= isGone ? await EndAsync(key, id, cancel) : await PutAsync(key, id, endpoint, cancel);
        }
        return isGood ? Receipt.Delivered : new Receipt(ReceiptResult.Failed, "a source has not taken its copy");
    }

    private async ValueTask<bool> PutAsync(DocumentKey key, string registrationId, Uri endpoint, CancellationToken cancel)
    {
        if (Subscriptions.Find(key.Tenant, key.Id) is not { } stored || live.Find(new DocumentKey(key.Tenant, registrationId)) is not { } registration)
            return true;
        var parameters = endpoint.Query.TrimStart('?').Split('&').Select(part => part.Split('=', 2)).ToDictionary(part => part[0], part => Uri.UnescapeDataString(part[^1]));
        string[] via = [.. parameters["via"].Split(',', StringSplitOptions.RemoveEmptyEntries)];
        if (!registration.Supports(SourceOperations.CreateSubscription) || registration.Mode == SourceMode.Auxiliary || (registration.Alias is { } alias && via.Contains(alias)))
            return true;
        var subscription = await Subscriptions.ReadAsync(key.Tenant, stored, cancel);
        if (MatchOf(subscription, registration) is not { } match)
            return true;
        var names = await terms.ResolveAsync(key.Tenant.Value, Encoding.UTF8.GetBytes(stored.QContext), cancel);
        var call = CallOf(key.Tenant, stored.Owner, names, via);
        var copy = copies.Of(key).Find(one => one.Registration == registrationId);
        var isJudgedHere = await RemoteForm.IsJudgedHereAsync(policy, stored, key.Tenant, cancel);
        if (copy is not null)
        {
            var change = RemoteForm.Of(stored, copy.Id, match, names, new Uri(parameters["to"]), isFragment: true, isJudgedHere);
            var changed = await sources.SendAsync(call, registration, Message("PATCH", "subscriptions/" + Uri.EscapeDataString(copy.Id), names) with { Body = change }, cancel);
            if (changed.IsSuccess)
                return true;
            if (changed.Status != 404)
                return false;
        }
        // Whoever is told by a source before it has answered knows the copy already.
        copy ??= await copies.AddAsync(key, registrationId, cancel);
        var body = RemoteForm.Of(stored, copy.Id, match, names, new Uri(parameters["to"]), isFragment: false, isJudgedHere);
        return await sources.SendAsync(call, registration, Message("POST", "subscriptions", names) with { Body = body }, cancel) is { IsSuccess: true } or { Status: 409 };
    }

    private static SourceMatch? MatchOf(Subscription subscription, Registration registration)
    {
        var requests = subscription.Selectors.IsEmpty ? [new SourceRequest()] : subscription.Selectors.Select(selector => new SourceRequest
        {
            Ids = selector.Ids,
            Types = selector.Types,
        });
        var watched = subscription.Watched is { } names ? [.. names] : default(System.Collections.Immutable.ImmutableArray<Iri>);
        var found = requests.Select(request => SourceMatch.Of(registration, request with { Attributes = watched }, Instant.None)).OfType<SourceMatch>().ToList();
        return found.Count == 0 ? null : new SourceMatch(registration, [.. found.SelectMany(match => match.Information).Distinct()]);
    }

    private async ValueTask<bool> EndAsync(DocumentKey key, string registration, CancellationToken cancel)
    {
        foreach (var copy in copies.Of(key).Where(one => one.Registration == registration))
            await EndAsync(copy, cancel);
        return true;
    }

    private ValueTask EndAsync(RemoteSubscription copy, CancellationToken cancel) =>
        EndAsync(copy, live.Find(new DocumentKey(copy.Subscription.Tenant, copy.Registration)), cancel);

    private async ValueTask EndAsync(RemoteSubscription copy, Registration? registration, CancellationToken cancel)
    {
        var tenant = copy.Subscription.Tenant;
        if (registration?.Supports(SourceOperations.DeleteSubscription) == true)
        {
            var call = CallOf(tenant, Caller.Anonymous, terms.Default, []);
            await sources.SendAsync(call, registration, Message("DELETE", "subscriptions/" + Uri.EscapeDataString(copy.Id), terms.Default), cancel);
        }
        await copies.RemoveAsync(copy, cancel);
    }

    private static RemoteMessage Message(string method, string path, ActiveContext terms) => new(method, path, [], terms);

    private Call CallOf(TenantId tenant, Caller owner, ActiveContext names, string[] via) => new(tenant, owner, names, Instant.Of(clock.GetUtcNow()))
    {
        Incoming = new PassedRequest(via),
    };

    private string WatchIdOf(TenantId tenant, string id) => "urn:ngsi-ld:Subscription:sources:" + Convert.ToHexStringLower(
        HMACSHA256.HashData(identity.KeyFor("watches"), Encoding.UTF8.GetBytes($"{tenant.Value}\n{id}")).AsSpan(0, 16));
}
