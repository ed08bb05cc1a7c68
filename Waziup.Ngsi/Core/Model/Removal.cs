using System.Text;
using Waziup.Ngsi.Json;

namespace Waziup.Ngsi.Model;

/// <summary>The operations that only take away: 5.6.5, 5.6.6, 5.6.21 and expiry (4.22).</summary>
internal static class Removal
{
    /// <summary>5.6.6: what remains of the entity keeps its id, types and scope; each instance leaves a deletion in the history.</summary>
    public static Change Delete(Entity live, ChangeCause cause, Instant stamp)
    {
        var edits = new List<HistoryEdit>();
        if (cause != ChangeCause.Expiry)
        {
            foreach (ref readonly var entry in live.Instances.AsSpan())
            {
                // The history of what has passed its time goes with it, even if nobody has swept it up yet (4.22).
                edits.Add(entry.IsExpired(stamp)
                    ? Edits.Forget(live.NameOf(in entry), live.DatasetOf(in entry), stamp)
                    : Edits.Deletion(live.NameOf(in entry), live.DatasetOf(in entry), entry.Kind, stamp));
            }
            if (live.HasScope)
                edits.Add(Edits.Deletion(Core.Scope.Utf8, [], AttributeKind.Property, stamp));
        }
        var builder = EntityBuilder.Start(live.Id);
        Rebuild.CopyTypes(live, builder);
        builder.SetScope(live.Document.AsSpan(live.ScopeRange.Start, live.ScopeRange.Length));
        builder.CreatedAt = live.CreatedAt;
        builder.ModifiedAt = builder.DeletedAt = stamp;
        return new Change
        {
            Outcome = Outcome.Done,
            Kind = ChangeKind.Deleted,
            Cause = cause,
            After = builder.Build(),
            Previous = live,
            Stamp = stamp,
            History = [.. edits],
        };
    }

    /// <summary>5.6.5: the default instance, the one with the datasetId, or all; the scope where its name is given.</summary>
    public static Change DeleteAttribute(Entity live, Mutation mutation, Instant stamp)
    {
        var name = mutation.Attribute!;
        if (name.Equals(Core.Scope))
        {
            if (!live.HasScope || !mutation.Reveals(name.Utf8))
                return Change.NotFound($"scope in {mutation.Id.Value}");
            return mutation.Allows(name.Utf8)
                ? Without(live, [], dropScope: true, mutation.Cause, stamp)
                : Change.Refuse(NgsiLdErrors.Forbidden("you may not write the scope"));
        }
        var dataset = mutation.DatasetId is null ? [] : Encoding.UTF8.GetBytes(mutation.DatasetId);
        var doomed = mutation.Reveals(name.Utf8)
            ? Positions(live, stamp, (n, d) => n.SequenceEqual(name.Utf8) && (mutation.DeleteAll || d.SequenceEqual(dataset))) : [];
        if (doomed.Count > 0 && !mutation.Allows(name.Utf8))
            return Change.Refuse(NgsiLdErrors.Forbidden($"you may not write {name.Value}"));
        return doomed.Count > 0
            ? Without(live, doomed, dropScope: false, mutation.Cause, stamp)
            : Change.NotFound($"attribute {name.Value}{(mutation.DatasetId is null ? "" : " with datasetId " + mutation.DatasetId)} in {mutation.Id.Value}");
    }

    /// <summary>5.6.21: drop the named attributes, or all but the named.</summary>
    public static Change Purge(Entity live, Mutation mutation, Instant stamp)
    {
        var doomed = Positions(live, stamp, (n, _) => mutation.Allows(n) && mutation.Attributes!.Contains(Encoding.UTF8.GetString(n)) != mutation.Keeps);
        return doomed.Count > 0
            ? Without(live, doomed, dropScope: false, mutation.Cause, stamp)
            : new Change { Outcome = Outcome.Unchanged };
    }

    /// <summary>4.22: the entity as a whole, or those of its instances whose time has passed, with their history.</summary>
    public static Change Expire(Entity? current, Instant now, Instant stamp)
    {
        if (current is null || current.IsDeleted)
            return new Change { Outcome = Outcome.Unchanged };
        if (current.IsExpired(now))
            return Delete(current, ChangeCause.Expiry, stamp);
        var doomed = new List<int>();
        for (var i = 0; i < current.Instances.Length; i++)
        {
            if (current.Instances[i].IsExpired(now))
                doomed.Add(i);
        }
        return doomed.Count > 0
            ? Without(current, doomed, dropScope: false, ChangeCause.Expiry, stamp)
            : new Change { Outcome = Outcome.Unchanged };
    }

    private delegate bool Doom(ReadOnlySpan<byte> name, ReadOnlySpan<byte> dataset);

    private static List<int> Positions(Entity live, Instant now, Doom isDoomed)
    {
        var positions = new List<int>();
        for (var i = 0; i < live.Instances.Length; i++)
        {
            ref readonly var entry = ref live.Instances[i];
            if (!entry.IsExpired(now) && isDoomed(live.NameOf(in entry), live.DatasetOf(in entry)))
                positions.Add(i);
        }
        return positions;
    }

    private static Change Without(Entity live, List<int> doomed, bool dropScope, ChangeCause cause, Instant stamp)
    {
        var edits = new List<HistoryEdit>();
        var gone = new List<Tombstone>();
        foreach (var position in doomed)
        {
            ref readonly var entry = ref live.Instances[position];
            var dataset = live.DatasetOf(in entry);
            var name = live.NameOf(in entry);
            edits.Add(cause == ChangeCause.Expiry
                ? Edits.Forget(name, dataset, stamp)
                : Edits.Deletion(name, dataset, entry.Kind, stamp));
            gone.Add(new Tombstone(
                new JsonLd.Iri(Encoding.UTF8.GetString(name)), dataset.IsEmpty ? null : Encoding.UTF8.GetString(dataset), stamp));
        }
        if (dropScope)
            edits.Add(Edits.Deletion(Core.Scope.Utf8, [], AttributeKind.Property, stamp));
        var previous = Rebuild.Only(live, doomed, isHeadChanged: dropScope);
        var builder = EntityBuilder.Start(live.Id);
        Rebuild.CopyTypes(live, builder);
        builder.SetScope(dropScope ? default : live.Document.AsSpan(live.ScopeRange.Start, live.ScopeRange.Length));
        Rebuild.CopyWhere(live, builder, position => doomed.BinarySearch(position) < 0);
        builder.CreatedAt = live.CreatedAt;
        builder.ModifiedAt = stamp;
        builder.ExpiresAt = live.ExpiresAt;
        builder.WasIngested = live.WasIngested;
        builder.Tombstones = Rebuild.Tombstones(live, gone, builder);
        return new Change
        {
            Outcome = Outcome.Done,
            Kind = ChangeKind.Updated,
            Cause = cause,
            After = builder.Build(),
            Previous = previous,
            Stamp = stamp,
            History = [.. edits],
        };
    }
}
