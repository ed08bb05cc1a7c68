using System.Collections.Immutable;
using System.Text;
using Waziup.Ngsi.Json;

namespace Waziup.Ngsi.Model;

/// <summary>Takes instances into the history; the newest of each attribute and datasetId becomes current, unless what is current is newer.</summary>
/// <remarks>
/// An instance is as new as its observedAt says, else as the write; without one several are a microsecond apart, in the order given.
/// What claims to be observed in the future, and what says that an attribute was deleted, goes into the history alone.
/// </remarks>
internal static class Ingestion
{
    private static readonly TimeSpan FutureTolerance = TimeSpan.FromMinutes(5);

    /// <summary>5.6.11 and 5.6.12.</summary>
    public static Change Run(Entity? known, Entity? live, Mutation mutation, Instant now, Instant stamp)
    {
        var given = mutation.Fragment!;
        foreach (ref readonly var entry in given.Instances.AsSpan())
        {
            if (!mutation.Allows(given.NameOf(in entry)))
                return Change.Refuse(NgsiLdErrors.Forbidden($"you may not write {Patch.Show(given.NameOf(in entry))}"));
        }
        var times = TimesOf(given, ref stamp);
        var isGone = live is null && mutation.Kind == MutationKind.IngestAttributes;
        var current = isGone ? [] : Current(live, given, times, now);
        var history = ImmutableArray.CreateBuilder<HistoryEdit>();
        for (var i = 0; i < times.Length; i++)
        {
            if (current.BinarySearch(i) < 0)
                history.Add(Edit(given, i, times[i], stamp));
        }
        if (isGone)
            return Evolution.Rewrite(known!, mutation, stamp, history.ToImmutable());
        var fragment = Fragment(given, current, times, now, out var hasScopes);
        var change = Patch.Compose(live, Composed(live, mutation, fragment), now, stamp);
        return change.Error is null ? With(change, live, mutation, stamp, history, hasScopes) : change;
    }

    /// <summary>The write of what becomes current.</summary>
    public static Mutation Composed(Entity? live, Mutation mutation, Entity fragment) =>
        mutation with { Kind = live is null ? MutationKind.UpsertUpdate : MutationKind.Append, Fragment = fragment, IsIngest = true };

    private static Change With(
        Change change, Entity? live, Mutation mutation, Instant stamp, ImmutableArray<HistoryEdit>.Builder history, bool hasScopes)
    {
        if (!change.Writes)
            return history.Count == 0 ? change : Evolution.Rewrite(live!, mutation, stamp, history.ToImmutable());
        // Where the scope came with its history, that says since when it holds.
        history.InsertRange(0, change.History.Where(edit => !(hasScopes && edit.Name.Span.SequenceEqual(Core.Scope.Utf8))));
        return change.With(history.ToImmutable());
    }

    /// <summary>What the entity becomes: the newest instances, and the newest scope where they came with their history.</summary>
    private static Entity Fragment(Entity given, List<int> current, Instant[] times, Instant now, out bool hasScopes)
    {
        var scope = -1;
        hasScopes = false;
        for (var i = 0; i < times.Length; i++)
        {
            ref readonly var entry = ref given.Instances[i];
            if (!given.NameOf(in entry).SequenceEqual(Core.Scope.Utf8))
                continue;
            hasScopes = true;
            if (!entry.Is(InstanceFlags.Null) && !IsFuture(times[i], now) && (scope < 0 || times[i] >= times[scope]))
                scope = i;
        }
        var builder = EntityBuilder.Start(given.Id);
        Rebuild.CopyTypes(given, builder);
        builder.SetScope(given.Document.AsSpan(given.ScopeRange.Start, given.ScopeRange.Length));
        if (scope >= 0)
        {
            ref readonly var entry = ref given.Instances[scope];
            using var text = ScopeText.Read(given.Document.AsSpan(entry.ValueStart, entry.ValueLength), allowNull: false);
            builder.SetScope(text.Written);
        }
        Rebuild.CopyWhere(given, builder, position => current.BinarySearch(position) >= 0);
        builder.ExpiresAt = given.ExpiresAt;
        return builder.Build();
    }

    /// <summary>The positions, ascending, of what becomes current.</summary>
    private static List<int> Current(Entity? live, Entity given, Instant[] times, Instant now)
    {
        var newest = new Dictionary<(string Name, string Dataset), int>();
        for (var i = 0; i < times.Length; i++)
        {
            ref readonly var entry = ref given.Instances[i];
            if (entry.Is(InstanceFlags.Null) || IsFuture(times[i], now) || given.NameOf(in entry).SequenceEqual(Core.Scope.Utf8)
                || (live is not null && !Supersedes(live, given, in entry, Instant.None, times[i])))
                continue;
            var key = (Encoding.UTF8.GetString(given.NameOf(in entry)), Encoding.UTF8.GetString(given.DatasetOf(in entry)));
            if (!newest.TryGetValue(key, out var other) || times[i] >= times[other])
                newest[key] = i;
        }
        return [.. newest.Values.Order()];
    }

    /// <summary>Whether a time is too far in the future to be true.</summary>
    public static bool IsFuture(Instant at, Instant now) => at.Micros > now.Micros + (FutureTolerance.Ticks / TimeSpan.TicksPerMicrosecond);

    /// <summary>Whether what is current of the attribute is the row whose key has the one time, or is not newer than the other.</summary>
    public static bool Supersedes(Entity live, Entity given, in InstanceEntry entry, Instant replaced, Instant at)
    {
        var index = live.Find(given.NameOf(in entry), given.DatasetOf(in entry));
        if (index < 0)
            return true;
        ref readonly var stored = ref live.Instances[index];
        var key = stored.ObservedAt.IsNone ? stored.ModifiedAt : stored.ObservedAt;
        return key == replaced || key <= at;
    }

    /// <summary>The time of each instance; the stamp becomes that of the last one that tells none.</summary>
    private static Instant[] TimesOf(Entity given, ref Instant stamp)
    {
        var times = new Instant[given.Instances.Length];
        var untold = 0;
        for (var i = 0; i < times.Length; i++)
        {
            ref readonly var entry = ref given.Instances[i];
            // Of a deletion the reader tells in modifiedAt when it was.
            times[i] = !entry.ObservedAt.IsNone ? entry.ObservedAt : entry.Is(InstanceFlags.Null) ? entry.ModifiedAt : Instant.None;
            if (times[i].IsNone)
                times[i] = new Instant(stamp.Micros + untold++);
        }
        stamp = new Instant(stamp.Micros + Math.Max(0, untold - 1));
        return times;
    }

    /// <summary>The row of a given instance.</summary>
    public static HistoryEdit Edit(Entity given, int index, Instant at, Instant stamp)
    {
        ref readonly var entry = ref given.Instances[index];
        var edit = Edits.Put(given, index, stamp) with { At = at };
        if (entry.Is(InstanceFlags.Null))
            return edit with { Kind = HistoryEditKind.Deletion, Number = double.NaN, IsPlain = false };
        if (!given.NameOf(in entry).SequenceEqual(Core.Scope.Utf8))
            return edit;
        using var scope = ScopeText.Read(given.Document.AsSpan(entry.ValueStart, entry.ValueLength), allowNull: false);
        return Edits.Scope(scope.Written, at, stamp);
    }
}
