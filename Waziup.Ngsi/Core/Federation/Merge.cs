using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Federation;

/// <summary>Puts together what several brokers know of one entity (4.3.6.7, 4.5.5).</summary>
internal static class Merge
{
    /// <summary>What one broker alone knows of an entity; null where that is over.</summary>
    public static Entity? Of(Entity only, Instant now) => only.IsExpired(now) ? null : only;

    /// <param name="versions">What is known of it; where nothing else decides, the first counts.</param>
    /// <param name="fillers">What auxiliary sources know: it fills in attributes that nobody else has.</param>
    /// <param name="now">Decides what has expired.</param>
    /// <returns>The entity; null where nobody knows it, or no longer.</returns>
    public static Entity? Of(IReadOnlyList<Entity> versions, IReadOnlyList<Entity> fillers, Instant now)
    {
        Entity[] live = [.. versions.Where(version => !version.IsExpired(now))];
        Entity[] fill = [.. fillers.Where(version => !version.IsExpired(now))];
        if (live.Length + fill.Length == 0)
            return null;
        if (live.Length + fill.Length == 1)
            return live.Length == 1 ? live[0] : fill[0];
        Entity[] all = [.. live, .. fill];
        var builder = EntityBuilder.Start(all[0].Id);
        foreach (var version in all)
            Rebuild.CopyTypes(version, builder);
        builder.SetScope(ScopeText.Union(all));
        CopyBest(live, builder, now);
        // What somebody else has, in whatever instance, is not filled in.
        foreach (var filler in fill)
            CopyBest([filler], builder, now);
        builder.CreatedAt = all.Select(version => version.CreatedAt).Where(time => !time.IsNone).DefaultIfEmpty(now).Min();
        builder.ModifiedAt = all.Select(version => version.ModifiedAt).Where(time => !time.IsNone).DefaultIfEmpty(now).Max();
        builder.ExpiresAt = all.Any(version => version.ExpiresAt.IsNone) ? Instant.None : all.Max(version => version.ExpiresAt);
        return builder.Build();
    }

    private static void CopyBest(Entity[] versions, EntityBuilder builder, Instant now)
    {
        for (var first = 0; first < versions.Length; first++)
        {
            foreach (var name in versions[first].AttributeNames())
            {
                if (!builder.Has(name.Utf8))
                    CopyBest(versions.AsSpan(first), name.Utf8, builder, now);
            }
        }
    }

    /// <summary>Of each dataset the best instance.</summary>
    private static void CopyBest(ReadOnlySpan<Entity> versions, ReadOnlySpan<byte> name, EntityBuilder builder, Instant now)
    {
        var isOpen = false;
        foreach (var version in versions)
        {
            foreach (ref readonly var entry in version.Instances.AsSpan())
            {
                if (!version.NameOf(in entry).SequenceEqual(name) || builder.Has(name, version.DatasetOf(in entry)))
                    continue;
                if (Best(versions, name, version.DatasetOf(in entry), now) is not ({ } from, var best))
                    continue;
                if (!isOpen)
                    builder.BeginAttribute(name);
                isOpen = true;
                builder.CopyInstance(from, in best);
            }
        }
        if (isOpen)
            builder.EndAttribute();
    }

    private static (Entity? From, InstanceEntry Entry) Best(ReadOnlySpan<Entity> versions, ReadOnlySpan<byte> name, ReadOnlySpan<byte> dataset, Instant now)
    {
        Entity? from = null;
        InstanceEntry best = default;
        foreach (var version in versions)
        {
            var at = version.Find(name, dataset);
            if (at < 0)
                continue;
            var entry = version.Instances[at];
            // The whole entity's expiry is that of each of its attributes.
            if (!version.ExpiresAt.IsNone && (entry.ExpiresAt.IsNone || entry.ExpiresAt > version.ExpiresAt))
                entry.ExpiresAt = version.ExpiresAt;
            if (entry.IsExpired(now) || (from is not null && !IsNewer(in entry, in best)))
                continue;
            from = version;
            best = entry;
        }
        return (from, best);
    }

    private static bool IsNewer(in InstanceEntry one, in InstanceEntry other)
    {
        if (one.ObservedAt != other.ObservedAt)
            return other.ObservedAt.IsNone || (!one.ObservedAt.IsNone && one.ObservedAt > other.ObservedAt);
        return !one.ModifiedAt.IsNone && (other.ModifiedAt.IsNone || one.ModifiedAt > other.ModifiedAt);
    }
}
