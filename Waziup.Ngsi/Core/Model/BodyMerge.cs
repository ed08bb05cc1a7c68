using System.Text.Json;
using Waziup.Ngsi.Json;

namespace Waziup.Ngsi.Model;

/// <summary>Writes the bodies of changed instances: fresh ones, and the merger of a stored and a given one (5.6.4, 5.6.17).</summary>
internal static class BodyMerge
{
    /// <summary>Writes a given instance as a whole; its sub-attributes are created now.</summary>
    /// <exception cref="NgsiLdException">BadRequestData where the fragment has no value.</exception>
    public static InstanceEntry Fresh(PooledBuffer output, Entity fragment, in InstanceEntry given, Instant stamp, Instant createdAt)
    {
        if (given.Is(InstanceFlags.Bare))
        {
            using var whole = BareValue.AsInstance(fragment, in given, AttributeKind.None, lang: null, stored: default, out var kind);
            return Whole(output, whole.Written, kind, in given, stamp, createdAt);
        }
        if (given.ValueLength == 0)
            throw NgsiLdErrors.Bad($"{Patch.Show(fragment.NameOf(in given))} has no value");
        var body = fragment.Document.AsSpan(given.Start, given.Length);
        if (given.Kind != AttributeKind.JsonProperty && body.IndexOf(UriText.Null) >= 0)
        {
            using var stripped = PooledBuffer.Rent();
            Strip(stripped, body, given.Kind);
            return Whole(output, stripped.Written, given.Kind, in given, stamp, createdAt);
        }
        return Whole(output, body, given.Kind, in given, stamp, createdAt);
    }

    /// <summary>Writes the merger of a stored and a given instance.</summary>
    public static InstanceEntry Run(
        PooledBuffer output, Entity live, in InstanceEntry stored, Entity fragment, in InstanceEntry given, Mutation mutation, Instant stamp)
    {
        var storedBody = live.Document.AsSpan(stored.Start, stored.Length);
        var deep = mutation.Kind == MutationKind.Merge;
        using var bare = IsForLanguage(in stored, in given, mutation) || given.Is(InstanceFlags.Bare)
            ? BareValue.AsInstance(fragment, in given, stored.Kind, mutation.Lang, storedBody, out var bareKind)
            : Nothing(out bareKind);
        var givenBody = bare is null ? fragment.Document.AsSpan(given.Start, given.Length) : bare.Written;
        var givenKind = bare is null ? given.Kind : bareKind;
        if (deep && givenKind != AttributeKind.None && givenKind != stored.Kind)
            return Whole(output, givenBody, givenKind, in given, stamp, stored.CreatedAt);
        var start = output.Length;
        var times = new MergeTimes(stamp, mutation.ObservedAt);
        BodyMerger.Merge(output, storedBody, givenBody, givenKind == AttributeKind.None ? stored.Kind : givenKind, deep, times);
        var entry = BodyScan.Entry(output, start);
        entry.CreatedAt = stored.CreatedAt;
        entry.ModifiedAt = stamp;
        entry.ExpiresAt = given.Is(InstanceFlags.ClearsExpiry) ? Instant.None : given.ExpiresAt.IsNone ? stored.ExpiresAt : given.ExpiresAt;
        return entry;
    }

    private static InstanceEntry Whole(
        PooledBuffer output, ReadOnlySpan<byte> body, AttributeKind kind, in InstanceEntry given, Instant stamp, Instant createdAt)
    {
        var start = output.Length;
        InstanceEntry entry;
        if (body.Length == given.Length && (createdAt == stamp || given.Is(InstanceFlags.Plain)))
        {
            output.Append(body);
            entry = given.MovedTo(start);
        }
        else
        {
            BodyMerger.CopyWithNewParts(output, body, stamp);
            entry = BodyScan.Entry(output, start);
        }
        entry.Kind = kind;
        entry.CreatedAt = createdAt;
        entry.ModifiedAt = stamp;
        entry.ExpiresAt = given.ExpiresAt;
        return entry;
    }

    /// <summary>A text given for one language of a LanguageProperty (5.6.17, lang).</summary>
    private static bool IsForLanguage(in InstanceEntry stored, in InstanceEntry given, Mutation mutation) =>
        mutation.Lang is not null && stored.Kind == AttributeKind.LanguageProperty && given.Kind == AttributeKind.Property;

    private static PooledBuffer? Nothing(out AttributeKind kind)
    {
        kind = AttributeKind.None;
        return null;
    }

    /// <summary>Merging into nothing: what Null stands for is left out.</summary>
    private static void Strip(PooledBuffer output, ReadOnlySpan<byte> body, AttributeKind kind) =>
        BodyMerger.Merge(output, "{}"u8, body, kind, deep: true, new MergeTimes(Instant.None, Instant.None));
}
