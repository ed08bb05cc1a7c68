using System.Collections.Immutable;
using System.Text;
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
        if (mutations.Count == 0)
            return [];
        var grants = await GrantsAsync(call, mutations[0].Kind, cancel);
        selection = OnView(selection, grants);
        var intents = new Intent[mutations.Count];
        for (var i = 0; i < intents.Length; i++)
            intents[i] = IntentOf(call, mutations[i], selection, grants);
        return await store.CommitAsync(call.Tenant, intents, cancel);
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

    private async ValueTask<Grants> GrantsAsync(Call call, MutationKind kind, CancellationToken cancel)
    {
        var grants = new Grants(
            await policy.GrantAsync(call.Caller, call.Tenant, Right.Read, cancel),
            await policy.GrantAsync(call.Caller, call.Tenant, Right.Create, cancel),
            await policy.GrantAsync(call.Caller, call.Tenant, Right.Update, cancel),
            await policy.GrantAsync(call.Caller, call.Tenant, Right.Delete, cancel));
        return grants.GiveNothing(kind) ? throw AccessErrors.Refused(call.Caller) : grants;
    }

    private static Change Apply(Entity? current, Mutation mutation, Filter? selection, Grants grants, Instant now)
    {
        var live = current is null || current.IsDeleted || current.IsExpired(now) ? null : current;
        // Behind an alias of what is gone nothing new is made.
        if (live is null && mutation.Kind != MutationKind.Create && grants.Read.IdBehind(mutation.Id) != mutation.Id)
            return Change.NotFound($"entity {mutation.Id.Value}");
        if (live is not null)
        {
            if (mutation.Kind == MutationKind.Create)
                return Taken(mutation, grants.Create, now);
            if (!grants.Sees(live, mutation.Id, now) || (selection is not null && !Evaluator.Matches(selection, live, now)))
                return mutation.IsUpsert ? Taken(mutation, grants.Create, now) : Change.NotFound($"entity {mutation.Id.Value}");
        }
        // What remains of a deleted entity has a history that may be changed.
        var subject = live ?? (mutation.IsOnHistory && !mutation.IsUpsert ? current : null);
        if (live is null && subject is not null && !grants.Sees(subject, mutation.Id, now))
            return Change.NotFound($"entity {mutation.Id.Value}");
        var write = subject is null ? grants.Create : mutation.Deletes ? grants.Delete : grants.Update;
        if (write.IsOpen && grants.Read.IsOpen)
            return Patch.Apply(current, mutation, now);
        return Judged(current, subject, mutation, write, grants.Read, now);
    }

    /// <summary>The id is taken; who may not create the entity does not learn even that.</summary>
    private static Change Taken(Mutation mutation, Grant create, Instant now)
    {
        var fragment = mutation.Fragment!;
        if (create.IsOpen || (create.Admits(fragment, now) && ShowsAll(create, fragment, now) && Additions.Fit(create, null, fragment, now)))
            return Change.Exists(mutation.Id.Value);
        var forms = create.FormsOf(fragment, now);
        return Patch.Apply(current: null, mutation with { MayWrite = name => forms.Of(name).IsShown }, now) is { Error: not null } refused ? refused : Beyond(mutation);
    }

    /// <summary>The same under rules: they must hold before and after, and what may not be written stays as it is.</summary>
    private static Change Judged(Entity? current, Entity? live, Mutation mutation, Grant write, Grant read, Instant now)
    {
        if (live is not null && !write.Admits(live, now))
            return Change.Refuse(NgsiLdErrors.Forbidden($"you may not change {mutation.Id.Value}"));
        if (mutation.Deletes)
        {
            return live is null || (ShowsAll(write, live, now) && ShowsPast(write, live, mutation, now))
                ? Since(Patch.Apply(current, mutation, now))
                : Change.Refuse(NgsiLdErrors.Forbidden($"you may not delete {mutation.Id.Value}"));
        }
        var subject = live ?? mutation.Fragment;
        var change = subject is null ? Patch.Apply(current, mutation, now) : Patch.Apply(current, Under(mutation, write.FormsOf(subject, now), read.FormsOf(subject, now)), now);
        if (change.Writes && (HeadIsBeyond(write, live, change.After!, now) || (live is not null && Unmasks(read, live, change.After!, now))))
            return Beyond(mutation);
        return change.Writes && !(write.Admits(change.After!, now) && MayHaveWritten(write, change, now) && Additions.Fit(write, live, change.After!, now)) ? Beyond(mutation) : Since(change);
    }

    /// <summary>
    /// Types decide which rules fit, so they are changed by who may write all of the entity; when it ends, by who may write that: else one who may change
    /// an attribute could have the whole vanish.
    /// </summary>
    private static bool HeadIsBeyond(Grant write, Entity? before, Entity after, Instant now) =>
        (before is not null && InstanceDifferences.InTypes(before, after) && !ShowsAll(write, before, now))
        || (after.ExpiresAt != (before?.ExpiresAt ?? Instant.None) && !write.FormsOf(before ?? after, now).ShowsExpiresAt);

    /// <summary>Whether an entity that its writer knows by an alias would be shown to him under its own id.</summary>
    private static bool Unmasks(Grant read, Entity before, Entity after, Instant now) =>
        read.AliasesIds && read.FormsOf(before, now).Aliases is not null && read.FormsOf(after, now).Aliases is null && read.Admits(after, now);

    private static Mutation Under(Mutation mutation, EntityForms writing, EntityForms reading) =>
        mutation with { MayWrite = name => writing.Of(name).IsShown, MayRead = name => reading.Of(name) is { IsHidden: false, IsAltered: false } };

    /// <summary>What an earlier entity of the same id has left in the history is not judged by this one's rules, and stays.</summary>
    private static Change Since(Change change) => change.Writes
        ? change.With([.. change.History.Select(edit => edit with { Since = change.After!.CreatedAt })]) : change;

    private static bool ShowsPast(Grant grant, Entity entity, Mutation mutation, Instant now)
    {
        var forms = grant.FormsOf(entity, now);
        return mutation.Past.All(past => past.Value < entity.CreatedAt || forms.Of(Encoding.UTF8.GetBytes(past.Key)).IsShown);
    }

    private static Change Beyond(Mutation mutation) => Change.Refuse(NgsiLdErrors.Forbidden($"you may not make {mutation.Id.Value} into that"));

    /// <summary>Whether what was written may be written on what the entity has become.</summary>
    private static bool MayHaveWritten(Grant write, Change change, Instant now)
    {
        var after = change.After!;
        var forms = write.FormsOf(after, now);
        foreach (ref readonly var entry in after.Instances.AsSpan())
        {
            if (entry.ModifiedAt == change.Stamp && !forms.Of(after.NameOf(in entry)).IsShown)
                return false;
        }
        return true;
    }

    private static bool ShowsAll(Grant grant, Entity entity, Instant now)
    {
        var forms = grant.FormsOf(entity, now);
        foreach (ref readonly var entry in entity.Instances.AsSpan())
        {
            if (!entry.IsExpired(now) && !forms.Of(entity.NameOf(in entry)).IsShown)
                return false;
        }
        return !entity.HasScope || forms.ShowsScope;
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
