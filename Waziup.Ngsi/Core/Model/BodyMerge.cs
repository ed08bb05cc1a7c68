using System.Text.Json;
using Waziup.Ngsi.Json;

namespace Waziup.Ngsi.Model;

/// <summary>Writes the bodies of changed instances: fresh ones, and the merger of a stored and a given one (5.6.4, 5.6.17).</summary>
internal static class BodyMerge
{
    /// <summary>Writes a given instance as a whole; its sub-attributes are created now.</summary>
    /// <remarks>A partial one may hold Null for parts that are to be deleted (5.6.17), and sub-attributes without value, which are refused.</remarks>
    /// <exception cref="NgsiLdException">BadRequestData where the fragment has no value.</exception>
    public static InstanceEntry Fresh(PooledBuffer output, Entity fragment, in InstanceEntry given, Instant stamp, Instant createdAt, bool partial)
    {
        using var bare = given.Is(InstanceFlags.Bare)
            ? BareValue.AsInstance(fragment, in given, AttributeKind.None, lang: null, stored: default, out var kind)
            : Nothing(out kind);
        if (bare is null)
            kind = given.Kind;
        else if (kind != AttributeKind.GeoProperty && Core.IsGeo(fragment.NameOf(in given)))
            throw NgsiLdErrors.Bad($"{Patch.Show(fragment.NameOf(in given))} has to be a GeoProperty");
        if (given.ValueLength == 0)
            throw NgsiLdErrors.Bad($"{Patch.Show(fragment.NameOf(in given))} has no value");
        var body = bare is null ? fragment.Document.AsSpan(given.Start, given.Length) : bare.Written;
        if (!partial)
            return Whole(output, body, kind, fragment, in given, stamp, createdAt);
        using var stripped = PooledBuffer.Rent();
        BodyMerger.Strip(stripped, body, kind);
        return Whole(output, stripped.Written, kind, fragment, in given, stamp, createdAt);
    }

    /// <summary>Writes the merger of a stored and a given instance.</summary>
    /// <exception cref="NgsiLdException">BadRequestData where the given one does not fit the stored one.</exception>
    public static InstanceEntry Run(
        PooledBuffer output, Entity live, in InstanceEntry stored, Entity fragment, in InstanceEntry given, Mutation mutation, Instant stamp)
    {
        var storedBody = live.Document.AsSpan(stored.Start, stored.Length);
        var deep = mutation.Kind == MutationKind.Merge;
        using var bare = IsForLanguage(in stored, in given, mutation) || given.Is(InstanceFlags.Bare)
            ? BareValue.AsInstance(fragment, in given, stored.Kind, mutation.Lang, storedBody, out var givenKind)
            : Nothing(out givenKind);
        var givenBody = bare is null ? fragment.Document.AsSpan(given.Start, given.Length) : bare.Written;
        if (bare is null)
            givenKind = given.Kind;
        if (givenKind != AttributeKind.None && givenKind != stored.Kind)
        {
            // Only a whole instance that names its kind may become another kind, and only by merging.
            if (deep && bare is null && !given.Is(InstanceFlags.Inferred))
                return Fresh(output, fragment, in given, stamp, stored.CreatedAt, partial: true);
            // A geometry may be the value of a Property, if that is what it was.
            if (bare is not null || !given.Is(InstanceFlags.Inferred) || givenKind != AttributeKind.GeoProperty || stored.Kind != AttributeKind.Property)
                throw NgsiLdErrors.Bad($"{Patch.Show(fragment.NameOf(in given))} is a {stored.Kind}, which the given part of a {givenKind} does not fit");
        }
        var start = output.Length;
        BodyMerger.Merge(output, storedBody, givenBody, stored.Kind, deep, new MergeTimes(stamp, mutation.ObservedAt));
        var entry = BodyScan.Entry(output, start);
        entry.CreatedAt = stored.CreatedAt;
        entry.ModifiedAt = stamp;
        entry.ExpiresAt = given.Is(InstanceFlags.ClearsExpiry) ? Instant.None : given.ExpiresAt.IsNone ? stored.ExpiresAt : given.ExpiresAt;
        return entry;
    }

    private static InstanceEntry Whole(
        PooledBuffer output, ReadOnlySpan<byte> body, AttributeKind kind, Entity fragment, in InstanceEntry given, Instant stamp, Instant createdAt)
    {
        var start = output.Length;
        var isNew = createdAt == stamp;
        if (isNew || given.Is(InstanceFlags.Plain))
            output.Append(body);
        else
            SubAttributeText.CopyWithNewParts(output, body, stamp);
        // Where the body is the fragment's own, the fragment's index knows its places.
        var isOwn = (isNew || given.Is(InstanceFlags.Plain)) && body.Overlaps(fragment.Document);
        var entry = isOwn ? given.MovedTo(start) : BodyScan.Entry(output, start);
        entry.Flags &= InstanceFlags.Plain;
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
}
