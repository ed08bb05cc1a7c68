using System.Collections.Immutable;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Storage;

/// <summary>Makes the entity that tells of a change (4.5.18, 4.5.24): Null stands for what is gone, previous values stand beside the new ones.</summary>
internal static class ChangedEntity
{
    private static readonly byte[][] PreviousMembers =
    [
        [], [.. "previousValue"u8], [.. "previousValue"u8], [.. "previousObject"u8], [.. "previousLanguageMap"u8],
        [.. "previousVocab"u8], [.. "previousValueList"u8], [.. "previousObjectList"u8], [.. "previousJson"u8],
    ];

    /// <param name="kind">What happened to it.</param>
    /// <param name="at">When.</param>
    /// <param name="differences">The instances that differ.</param>
    /// <param name="shown">The entity as its reader sees it now; a deleted one as he saw it.</param>
    /// <param name="wantsPrevious">Whether values that were before belong to it.</param>
    /// <param name="wantsDeleted">Which attributes of a deleted entity are shown as Null.</param>
    public static Entity Make(
        ChangeKind kind, Instant at, ImmutableArray<InstanceDifference> differences, Entity shown, bool wantsPrevious, Func<InstanceDifference, bool> wantsDeleted)
    {
        var isGone = kind == ChangeKind.Deleted;
        if (!isGone && !(wantsPrevious && differences.Any(d => d.Kind == ChangeKind.Updated)) && differences.All(d => d.Kind != ChangeKind.Deleted))
            return shown;
        var builder = EntityBuilder.Start(shown.Id);
        Rebuild.CopyTypes(shown, builder);
        builder.SetScope(!isGone && shown.HasScope ? shown.Document.AsSpan(shown.ScopeRange.Start, shown.ScopeRange.Length) : default);
        var gone = differences.Where(d => d.Kind == ChangeKind.Deleted && (!isGone || wantsDeleted(d))).ToLookup(d => d.Name);
        if (!isGone)
            Attributes(builder, at, differences, shown, wantsPrevious, gone);
        foreach (var attribute in gone.Where(attribute => isGone || !shown.Has(attribute.Key.Utf8)))
        {
            builder.BeginAttribute(attribute.Key.Utf8);
            // Where all instances are gone, one Null says so.
            Null(builder, [.. attribute], wantsPrevious, at);
            builder.EndAttribute();
        }
        builder.CreatedAt = shown.CreatedAt;
        builder.ModifiedAt = isGone ? at : shown.ModifiedAt;
        builder.ExpiresAt = isGone ? Instant.None : shown.ExpiresAt;
        builder.DeletedAt = isGone ? at : Instant.None;
        return builder.Build();
    }

    private static void Attributes(
        EntityBuilder builder, Instant at, ImmutableArray<InstanceDifference> differences, Entity shown, bool wantsPrevious, ILookup<JsonLd.Iri, InstanceDifference> gone)
    {
        var instances = shown.Instances;
        for (var i = 0; i < instances.Length;)
        {
            var name = shown.NameOf(in instances[i]);
            var start = instances[i].NameStart;
            builder.BeginAttribute(name);
            for (; i < instances.Length && instances[i].NameStart == start; i++)
                Instance(builder, differences, shown, i, wantsPrevious);
            foreach (var difference in gone[new JsonLd.Iri(System.Text.Encoding.UTF8.GetString(name))])
                Null(builder, [difference], wantsPrevious, at);
            builder.EndAttribute();
        }
    }

    private static void Instance(EntityBuilder builder, ImmutableArray<InstanceDifference> differences, Entity shown, int index, bool wantsPrevious)
    {
        ref readonly var entry = ref shown.Instances[index];
        var before = wantsPrevious ? Before(differences, shown, in entry) : null;
        if (before is not { } previous)
        {
            builder.CopyInstance(shown, in entry);
            return;
        }
        var written = entry.MovedTo(builder.Buffer.Length);
        builder.Buffer.Append(shown.Document.AsSpan(entry.Start, entry.Length - 1));
        Previous(builder.Buffer, previous);
        builder.Buffer.Append((byte)'}');
        written.Flags &= ~InstanceFlags.Plain;
        builder.AddInstance(written);
    }

    private static InstanceDifference? Before(ImmutableArray<InstanceDifference> differences, Entity shown, in InstanceEntry entry)
    {
        foreach (var difference in differences)
        {
            if (difference.Kind != ChangeKind.Updated || !shown.NameOf(in entry).SequenceEqual(difference.Name.Utf8))
                continue;
            ref readonly var before = ref difference.Before!.Instances[difference.BeforeIndex];
            if (difference.Before.DatasetOf(in before).SequenceEqual(shown.DatasetOf(in entry)))
                return difference;
        }
        return null;
    }

    private static void Previous(PooledBuffer buffer, in InstanceDifference difference)
    {
        ref readonly var before = ref difference.Before!.Instances[difference.BeforeIndex];
        buffer.Append(",\""u8);
        buffer.Append(PreviousMembers[(int)before.Kind]);
        buffer.Append("\":"u8);
        buffer.Append(difference.Before.Document.AsSpan(before.ValueStart, before.ValueLength));
    }

    private static void Null(EntityBuilder builder, InstanceDifference[] gone, bool wantsPrevious, Instant deletedAt)
    {
        var which = gone[0];
        ref readonly var before = ref which.Before!.Instances[which.BeforeIndex];
        var buffer = builder.Buffer;
        var entry = new InstanceEntry
        {
            Start = buffer.Length,
            Kind = before.Kind,
            Flags = InstanceFlags.Null,
            CreatedAt = before.CreatedAt,
            ModifiedAt = before.ModifiedAt,
            ObservedAt = Instant.None,
            ExpiresAt = Instant.None,
        };
        buffer.Append("{\"type\":\""u8);
        buffer.Append(Kinds.NameOf(before.Kind));
        buffer.Append("\",\""u8);
        buffer.Append(Kinds.ValueMemberOf(before.Kind));
        buffer.Append("\":"u8);
        entry.ValueStart = buffer.Length;
        buffer.Append(NullText.Of(before.Kind));
        entry.ValueLength = buffer.Length - entry.ValueStart;
        if (gone.Length == 1 && before.DatasetLength > 0)
        {
            buffer.Append(",\"datasetId\":\""u8);
            entry.DatasetStart = buffer.Length;
            entry.DatasetLength = before.DatasetLength;
            buffer.Append(which.Before.DatasetOf(in before));
            buffer.Append((byte)'"');
        }
        if (wantsPrevious)
            Previous(buffer, which);
        buffer.Append(",\"deletedAt\":"u8);
        deletedAt.AppendTo(buffer);
        buffer.Append((byte)'}');
        builder.AddInstance(entry);
    }
}
