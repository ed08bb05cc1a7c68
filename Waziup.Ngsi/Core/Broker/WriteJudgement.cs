using System.Text;
using Waziup.Ngsi.Access;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Broker;

/// <summary>Judges writes under rules of access: before, after, and each thing that is added.</summary>
internal static class WriteJudgement
{
    /// <summary>The id is taken; who may not create the entity does not learn even that.</summary>
    public static Change Taken(Mutation mutation, Grant create, Instant now)
    {
        var fragment = mutation.Fragment!;
        if (create.IsOpen || (create.Admits(fragment, now) && ShowsAll(create, fragment, now) && Additions.Fit(create, null, fragment, now)))
            return Change.Exists(mutation.Id.Value);
        var forms = create.FormsOf(fragment, now);
        return Patch.Apply(current: null, mutation with { MayWrite = name => forms.Of(name).IsShown }, now) is { Error: not null } refused ? refused : Beyond(mutation);
    }

    /// <summary>What becomes of a write under rules: they must hold before and after, and what may not be written stays as it is.</summary>
    public static Change Of(Entity? current, Entity? live, Mutation mutation, Grant write, Grant read, Instant now)
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
}
