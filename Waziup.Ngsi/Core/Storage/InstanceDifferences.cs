using System.Collections.Immutable;
using System.Text;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Storage;

/// <summary>Finds which attribute instances a change has touched; an instance that was written as it had been is none of them (5.8.6).</summary>
internal static class InstanceDifferences
{
    /// <summary>All of a change.</summary>
    public static ImmutableArray<InstanceDifference> Of(LoggedChange change)
    {
        var after = change.Kind == ChangeKind.Deleted ? null : change.After;
        return change.Kind switch
        {
            ChangeKind.Created => Between(null, after, ChangeKind.Created),
            ChangeKind.Deleted => Between(change.Previous, null, ChangeKind.Deleted),
            _ => Written(change, after!),
        };
    }

    /// <summary>Those between two states of an entity.</summary>
    public static ImmutableArray<InstanceDifference> Between(Entity? before, Entity? after, ChangeKind kind)
    {
        var found = ImmutableArray.CreateBuilder<InstanceDifference>();
        for (var i = 0; i < (after?.Instances.Length ?? 0); i++)
            AddAfter(found, kind == ChangeKind.Created ? null : before, after!, i);
        AddGone(found, before, kind == ChangeKind.Deleted ? null : after);
        return found.DrainToImmutable();
    }

    /// <summary>The entity as it was before a change; null where there was none.</summary>
    public static Entity? Before(LoggedChange change)
    {
        if (change.Kind is ChangeKind.Created or ChangeKind.Deleted)
            return change.Previous;
        var after = change.After;
        var head = change.Previous ?? after;
        var builder = EntityBuilder.Start(after.Id);
        Rebuild.CopyTypes(head, builder);
        builder.SetScope(ScopeOf(head));
        Rebuild.CopyWhere(after, builder, position => after.Instances[position].ModifiedAt != change.At);
        if (change.Previous is { } previous)
            Rebuild.CopyWhere(previous, builder, _ => true);
        builder.CreatedAt = after.CreatedAt;
        builder.ModifiedAt = after.ModifiedAt;
        builder.ExpiresAt = head.ExpiresAt;
        return builder.Build();
    }

    /// <summary>Whether an instance was in an entity as it is.</summary>
    public static bool IsIn(Entity before, Entity after, int index)
    {
        ref readonly var entry = ref after.Instances[index];
        return before.Find(after.NameOf(in entry), after.DatasetOf(in entry)) is var at and >= 0 && IsSame(before, in before.Instances[at], after, in entry);
    }

    /// <summary>Whether types, expiry, or the scope where that is seen, differ.</summary>
    public static bool InHead(Entity before, Entity after, bool showsScope)
    {
        return before.ExpiresAt != after.ExpiresAt || (showsScope && !ScopeOf(before).SequenceEqual(ScopeOf(after))) || InTypes(before, after);
    }

    /// <summary>Whether types differ.</summary>
    public static bool InTypes(Entity before, Entity after)
    {
        if (before.TypeCount != after.TypeCount)
            return true;
        for (var i = 0; i < after.TypeCount; i++)
        {
            if (!before.HasType(after.TypeAt(i)))
                return true;
        }
        return false;
    }

    private static ReadOnlySpan<byte> ScopeOf(Entity entity) => entity.Document.AsSpan(entity.ScopeRange.Start, entity.ScopeRange.Length);

    private static ImmutableArray<InstanceDifference> Written(LoggedChange change, Entity after)
    {
        var found = ImmutableArray.CreateBuilder<InstanceDifference>();
        for (var i = 0; i < after.Instances.Length; i++)
        {
            if (after.Instances[i].ModifiedAt == change.At)
                AddAfter(found, change.Previous, after, i);
        }
        AddGone(found, change.Previous, after);
        return found.DrainToImmutable();
    }

    private static void AddAfter(ImmutableArray<InstanceDifference>.Builder found, Entity? before, Entity after, int index)
    {
        ref readonly var entry = ref after.Instances[index];
        var name = after.NameOf(in entry);
        var at = before?.Find(name, after.DatasetOf(in entry)) ?? -1;
        if (at >= 0 && IsSame(before!, in before!.Instances[at], after, in entry))
            return;
        var kind = at < 0 ? ChangeKind.Created : ChangeKind.Updated;
        found.Add(new InstanceDifference(Name(name), kind, at < 0 ? null : before, at, index));
    }

    private static void AddGone(ImmutableArray<InstanceDifference>.Builder found, Entity? before, Entity? after)
    {
        for (var i = 0; i < (before?.Instances.Length ?? 0); i++)
        {
            ref readonly var entry = ref before!.Instances[i];
            var name = before.NameOf(in entry);
            if (after is null || after.Find(name, before.DatasetOf(in entry)) < 0)
                found.Add(new InstanceDifference(Name(name), ChangeKind.Deleted, before, i, -1));
        }
    }

    private static bool IsSame(Entity left, in InstanceEntry a, Entity right, in InstanceEntry b) => a.ExpiresAt == b.ExpiresAt
        && left.Document.AsSpan(a.Start, a.Length).SequenceEqual(right.Document.AsSpan(b.Start, b.Length));

    private static Iri Name(ReadOnlySpan<byte> name) => new(Encoding.UTF8.GetString(name));
}
