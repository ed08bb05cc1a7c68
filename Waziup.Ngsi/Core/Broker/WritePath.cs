using System.Collections.Immutable;
using Waziup.Ngsi.Access;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Broker;

/// <summary>Carries out every write, single or batch.</summary>
/// <remarks>
/// 1 ask the policy what the caller may see and do      3 inside the store's transaction: is it there for this caller,
/// 2 hand the store one intent for each mutation          compute the change (pure), judge what came out
/// </remarks>
internal sealed class WritePath(Quotas store, IAccessPolicy policy)
{
    /// <summary>Carries out one mutation; what ended it badly is thrown.</summary>
    /// <param name="call">The request.</param>
    /// <param name="mutation">What is asked.</param>
    /// <param name="selection">Types that the entity must have (4.17); null for any.</param>
    /// <param name="cancel">Ends the wait until the commit has begun.</param>
    public async ValueTask<Change> RunAsync(Call call, Mutation mutation, Filter? selection, CancellationToken cancel)
    {
        var grants = await GrantsAsync(call, mutation.Kind, cancel);
        var changes = await store.CommitAsync(call.Tenant, new[] { IntentOf(call, mutation, OnView(selection, grants), grants) }, cancel);
        var change = changes[0];
        return change.Error is null ? change : throw new NgsiLdException(change.Error);
    }

    /// <summary>Carries out mutations in order; each change says how its mutation ended.</summary>
    public async ValueTask<ImmutableArray<Change>> RunAsync(
        Call call, IReadOnlyList<Mutation> mutations, Filter? selection, CancellationToken cancel)
    {
        return mutations.Count == 0 ? [] : await store.CommitAsync(call.Tenant, await IntentsAsync(call, mutations, selection, cancel), cancel);
    }

    /// <summary>Carries out mutations of which the others are nothing without the first: where that one is refused, they are too, for the same reason.</summary>
    /// <param name="call">The request.</param>
    /// <param name="mutations">The mutations.</param>
    /// <param name="condition">What has to hold of the entity of the first one; null for nothing.</param>
    /// <param name="cancel">Ends the wait until the commit has begun.</param>
    public async ValueTask<ImmutableArray<Change>> RunOnFirstAsync(Call call, IReadOnlyList<Mutation> mutations, Filter? condition, CancellationToken cancel)
    {
        var intents = (await IntentsAsync(call, [mutations[0]], condition, cancel)).Concat(await IntentsAsync(call, mutations, selection: null, cancel)).ToList();
        intents.RemoveAt(1);
        return await store.CommitAsync(call.Tenant, [new LinkedIntents(intents[0], intents[1..])], cancel);
    }

    /// <summary>Ends the request where one of several mutations would fail if they were carried out now; nothing is written, and what the tenant may hold is not asked.</summary>
    public async ValueTask ForeseeAsync(Call call, IReadOnlyList<Mutation> mutations, IContextStore entities, CancellationToken cancel)
    {
        foreach (var intent in await IntentsAsync(call, mutations, selection: null, cancel))
        {
            if (intent.Apply(await entities.FindAsync(call.Tenant, intent.Id, cancel)).Error is { } error)
                throw new NgsiLdException(error);
        }
    }

    /// <summary>The write that a caller asks for, as he may, to be committed with what the broker writes besides.</summary>
    public async ValueTask<Intent> IntentAsync(Call call, Mutation mutation, CancellationToken cancel) =>
        IntentOf(call, mutation, selection: null, await GrantsAsync(call, mutation.Kind, cancel));

    private async ValueTask<Intent[]> IntentsAsync(Call call, IReadOnlyList<Mutation> mutations, Filter? selection, CancellationToken cancel)
    {
        var grants = await GrantsAsync(call, cancel);
        if (mutations.All(mutation => grants.GiveNothing(mutation.Kind)))
            throw AccessErrors.Refused(call.Caller);
        selection = OnView(selection, grants);
        var intents = new Intent[mutations.Count];
        for (var i = 0; i < intents.Length; i++)
            intents[i] = IntentOf(call, mutations[i], selection, grants);
        return intents;
    }

    /// <summary>Ends the request of a caller who may not do the like, whatever is stored.</summary>
    /// <returns>Whether he sees and may delete everything, so that nothing of it has to be judged.</returns>
    public async ValueTask<bool> CheckAsync(Call call, MutationKind kind, CancellationToken cancel)
    {
        var grants = await GrantsAsync(call, kind, cancel);
        return grants.Read.IsOpen && grants.Delete.IsOpen;
    }

    private static Intent IntentOf(Call call, Mutation mutation, Filter? selection, Grants grants) =>
        new(mutation.Kind == MutationKind.Create ? mutation.Id : grants.Read.IdBehind(mutation.Id), current => Apply(current, mutation, selection, grants, call.Now)) { Fence = mutation.Fence };

    /// <summary>A condition inside a write meets what the caller can see.</summary>
    private static Filter? OnView(Filter? selection, Grants grants) => selection is null ? null : grants.Read.Restrict(selection);

    private async ValueTask<Grants> GrantsAsync(Call call, MutationKind kind, CancellationToken cancel) =>
        await GrantsAsync(call, cancel) is var grants && grants.GiveNothing(kind) ? throw AccessErrors.Refused(call.Caller) : grants;

    private async ValueTask<Grants> GrantsAsync(Call call, CancellationToken cancel) => new(
        await policy.GrantAsync(call.Caller, call.Tenant, Right.Read, cancel),
        await policy.GrantAsync(call.Caller, call.Tenant, Right.Create, cancel),
        await policy.GrantAsync(call.Caller, call.Tenant, Right.Update, cancel),
        await policy.GrantAsync(call.Caller, call.Tenant, Right.Delete, cancel));

    private static Change Apply(Entity? current, Mutation mutation, Filter? selection, Grants grants, Instant now)
    {
        var live = current is null || current.IsDeleted || current.IsExpired(now) ? null : current;
        // Behind an alias of what is gone nothing new is made.
        if (live is null && mutation.Kind != MutationKind.Create && grants.Read.IdBehind(mutation.Id) != mutation.Id)
            return Change.NotFound($"entity {mutation.Id.Value}");
        if (live is not null)
        {
            if (mutation.Kind == MutationKind.Create)
                return WriteJudgement.Taken(mutation, grants.Create, now);
            if (!grants.Sees(live, mutation.Id, now) || (selection is not null && !Evaluator.Matches(selection, live, now)))
                return mutation.IsUpsert ? WriteJudgement.Taken(mutation, grants.Create, now) : Change.NotFound($"entity {mutation.Id.Value}");
        }
        // What remains of a deleted entity has a history that may be changed.
        var subject = live ?? (mutation.IsOnHistory && !mutation.IsUpsert ? current : null);
        if (live is null && subject is not null && !grants.Sees(subject, mutation.Id, now))
            return Change.NotFound($"entity {mutation.Id.Value}");
        var write = subject is null ? grants.Create : mutation.Deletes ? grants.Delete : grants.Update;
        if (write.IsOpen && grants.Read.IsOpen)
            return Patch.Apply(current, mutation, now);
        return WriteJudgement.Of(current, subject, mutation, write, grants.Read, now);
    }

    private sealed record Grants(Grant Read, Grant Create, Grant Update, Grant Delete)
    {
        /// <summary>Whether the entity is there for the caller, under the id that he names.</summary>
        public bool Sees(Entity entity, EntityId named, Instant now) =>
            Read.Admits(entity, now) && (!Read.AliasesIds || Read.FormsOf(entity, now).IdOf(entity.Id) == named);

        /// <summary>Whether the operation is refused whatever is stored.</summary>
        public bool GiveNothing(MutationKind kind) => kind switch
        {
            MutationKind.Create => Create.IsNothing,
            MutationKind.UpsertReplace or MutationKind.UpsertUpdate or MutationKind.Ingest => Create.IsNothing && Update.IsNothing,
            MutationKind.DeleteEntity or MutationKind.DeleteEvolution => Delete.IsNothing,
            _ => Update.IsNothing,
        };
    }
}
