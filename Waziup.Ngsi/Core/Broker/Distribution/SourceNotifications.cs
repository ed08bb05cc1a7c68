using System.Text;
using System.Text.Json;
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

/// <summary>What sources tell the subscribers here: by themselves (5.8.6), and when a periodic notification is due.</summary>
internal sealed class SourceNotifications(
    IStorage storage, RemoteCopies copies, Sources sources, LiveRegistrations live, ContextResolver terms, IAccessPolicy policy, FederationOptions options,
    TimeProvider clock, SubscriptionShelf subscriptions, Dispatcher dispatcher)
{
    /// <summary>All entities that a periodic notification tells of, the first 100,000 of more; null where no source is concerned.</summary>
    public async ValueTask<IReadOnlyList<Entity>?> AllAsync(Subscription subscription, Grant grant, CancellationToken cancel)
    {
        if (subscriptions.Find(subscription.Tenant, subscription.Id) is not { } stored || stored.Form.Flag("localOnly") || live[subscription.Tenant].IsEmpty)
            return null;
        var names = await terms.ResolveAsync(subscription.Tenant.Value, Encoding.UTF8.GetBytes(stored.QContext), cancel);
        var call = new Call(subscription.Tenant, subscription.Owner, names, Instant.Of(clock.GetUtcNow()));
        var plan = new QueryPlan(Filter.Everything, null, Projection.Whole, JoinPlan.None) { Request = SubscriptionConditions.RequestOf(stored.Form) };
        var condition = await new LinkedConditions(storage.Entities, subscription.Tenant, grant, call.Now, isStanding: true).ResolveAsync(subscription.Condition, cancel);
        var selectors = subscription.Selectors.IsEmpty ? Filter.Everything : new Filter.Any([.. subscription.Selectors.Select(selector => selector.Filter)]);
        var filter = Filter.And(selectors, condition);
        var wanted = new PageRequest(0, SourceQueries.Most, WantsTotal: true);
        return (await new SourceQueries(storage, sources).PageAsync(call, plan with { Filter = filter }, filter, grant, wanted, cancel))?.Rows;
    }

    /// <summary>Passes on what a source has told.</summary>
    /// <param name="call">The request of the source.</param>
    /// <param name="body">The notification.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <exception cref="NgsiLdException">ResourceNotFound for a subscription that this broker has at no source; Overloaded where it cannot be passed on now.</exception>
    public async ValueTask TakeAsync(Call call, ReadOnlyMemory<byte> body, CancellationToken cancel)
    {
        using var notification = BodyJson.Document(body);
        var root = notification.RootElement;
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("subscriptionId", out var named) || named.ValueKind != JsonValueKind.String
            || !root.TryGetProperty("data", out var data))
            throw NgsiLdErrors.Bad("a notification has the members subscriptionId and data");
        if (await copies.FindAsync(named.GetString()!, cancel) is not { } copy || subscriptions.Find(copy.Subscription.Tenant, copy.Subscription.Id) is not { } stored)
            throw new NgsiLdException(NgsiLdErrors.NotFound("such subscription"));
        if (live.Find(new DocumentKey(copy.Subscription.Tenant, copy.Registration)) is not { } registration)
            throw new NgsiLdException(NgsiLdErrors.NotFound("such subscription any more"));
        var reply = new RemoteReply(RemoteResult.Answered, 200, Encoding.UTF8.GetBytes(data.GetRawText()));
        var said = await sources.Reader(copy.Subscription.Tenant).ReadAsync(reply, call.Terms, cancel) ?? throw NgsiLdErrors.Bad("data holds entities");
        IReadOnlyList<Entity> told = [.. said.Select(entity => Coverage.Trim(registration, entity, asked: null)).OfType<Entity>()];
        var subscription = await subscriptions.ReadAsync(copy.Subscription.Tenant, stored, cancel);
        var entities = await RemoteForm.IsJudgedHereAsync(policy, stored, copy.Subscription.Tenant, cancel) ? await WholeAsync(subscription, copy, told, call.Now, cancel) : told;
        entities = [.. entities.Where(entity => subscription.Selects(entity, call.Now))];
        if (entities.Count == 0 || !subscription.IsLive(call.Now))
            return;
        using var time = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        time.CancelAfter(options.Timeout);
        try
        {
            if (await dispatcher.PassOnAsync(copy.Subscription, entities, time.Token))
                return;
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            // The subscriber takes it slowly; it is under way.
            return;
        }
        throw new NgsiLdException(NgsiLdErrors.Overloaded("too much waits for this subscriber; send it again later"));
    }

    /// <summary>The entities with what is held here of them, and at the other sources, as far as they then meet the condition (5.8.6).</summary>
    private async ValueTask<IReadOnlyList<Entity>> WholeAsync(
        Subscription subscription, RemoteSubscription copy, IReadOnlyList<Entity> told, Instant now, CancellationToken cancel)
    {
        var grant = await policy.GrantAsync(subscription.Owner, subscription.Tenant, Right.Read, cancel);
        var condition = await new LinkedConditions(storage.Entities, subscription.Tenant, grant, now, isStanding: true).ResolveAsync(subscription.Condition, cancel);
        var whole = new List<Entity>();
        foreach (var entity in told)
        {
            var held = await storage.Entities.FindAsync(subscription.Tenant, entity.Id, cancel);
            var isKnown = held is { IsDeleted: false } && !held.IsExpired(now) && grant.Admits(held, now);
            var known = Merge.Of(isKnown ? [entity, held!] : [entity], [], now);
            var call = new Call(subscription.Tenant, subscription.Owner, subscription.Terms, now);
            Iri[] types = [.. entity.Types.Select(type => new Iri(type))];
            var merged = await new SourceReads(sources).RetrieveAsync(call, entity.Id, types, Projection.Whole, Task.FromResult(known), cancel, copy.Registration);
            if (merged is not null && Evaluator.Matches(grant.RestrictStanding(condition), merged, now))
                whole.Add(merged);
        }
        return whole;
    }
}
