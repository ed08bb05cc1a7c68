using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Query;

/// <summary>Goes along a path through an entity (4.9) to whatever it leads to: there may be several instances at each step.</summary>
internal static class PathWalk
{
    /// <summary>Whether anything that the path leads to meets a test. What has expired is not there.</summary>
    public static bool Any<TTest>(Entity entity, AttributePath path, Instant now, in TTest test)
        where TTest : struct, ITargetTest => path.Names.IsEmpty
            ? Time(TimeOf(entity, path.Member), in test)
            : AnyInstance(entity, path, now, onlyDefault: false, in test);

    /// <summary>The same for the default instance of the attribute alone, where there is one (4.5.5).</summary>
    public static bool AnyOfDefault<TTest>(Entity entity, AttributePath path, Instant now, in TTest test)
        where TTest : struct, ITargetTest =>
            (!path.Names.IsEmpty && AnyInstance(entity, path, now, onlyDefault: true, in test)) || Any(entity, path, now, in test);

    private static bool AnyInstance<TTest>(Entity entity, AttributePath path, Instant now, bool onlyDefault, in TTest test)
        where TTest : struct, ITargetTest
    {
        var name = path.Names[0].Utf8;
        foreach (ref readonly var entry in entity.Instances.AsSpan())
        {
            if (entry.IsExpired(now) || (onlyDefault && entry.DatasetLength > 0) || !entity.NameOf(in entry).SequenceEqual(name))
                continue;
            var step = new Step
            {
                Body = entity.Document.AsSpan(entry.Start, entry.Length),
                Kind = entry.Kind,
                Value = entity.Document.AsSpan(entry.ValueStart, entry.ValueLength),
                Times = new InstanceTimes(entry.CreatedAt, entry.ModifiedAt, entry.ExpiresAt),
            };
            if (Goes(in step, path, 1, now, in test))
                return true;
        }
        return false;
    }

    private static bool Goes<TTest>(in Step step, AttributePath path, int depth, Instant now, in TTest test)
        where TTest : struct, ITargetTest
    {
        if (depth == path.Names.Length)
            return Ends(in step, path, in test);
        using var members = MemberSlots.OfChecked(step.Body);
        foreach (ref readonly var slot in members.All)
        {
            if (slot.Member != Member.Attribute || !BodyJson.NameOf(step.Body, in slot).SequenceEqual(path.Names[depth].Utf8))
                continue;
            var json = BodyJson.ValueOf(step.Body, in slot);
            return slot.Token == JsonTokenType.StartObject
                ? Below(json, step.Times.CreatedAt, path, depth, now, in test)
                : AnyBelow(json, step.Times.CreatedAt, path, depth, now, in test);
        }
        return false;
    }

    private static bool AnyBelow<TTest>(ReadOnlySpan<byte> json, Instant createdAt, AttributePath path, int depth, Instant now, in TTest test)
        where TTest : struct, ITargetTest
    {
        var reader = new Utf8JsonReader(json);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
        {
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            if (Below(json[start..(int)reader.BytesConsumed], createdAt, path, depth, now, in test))
                return true;
        }
        return false;
    }

    private static bool Below<TTest>(ReadOnlySpan<byte> body, Instant createdAt, AttributePath path, int depth, Instant now, in TTest test)
        where TTest : struct, ITargetTest
    {
        using var members = MemberSlots.OfChecked(body);
        // A sub-attribute is as old as its attribute unless it says otherwise.
        var times = new InstanceTimes(createdAt, Instant.None, Instant.None).With(body, in members);
        if (!times.ExpiresAt.IsNone && times.ExpiresAt <= now)
            return false;
        var step = new Step
        {
            Body = body,
            Kind = InstanceBody.KindOf(body, in members),
            Value = InstanceBody.Json(body, in members, InstanceBody.ValueAt(in members)),
            Times = times,
        };
        return Goes(in step, path, depth + 1, now, in test);
    }

    private static bool Ends<TTest>(in Step step, AttributePath path, in TTest test)
        where TTest : struct, ITargetTest => path.Member switch
        {
            PathMember.Value => Inside(step.Kind, step.Value, path.Inner, in test),
            PathMember.CreatedAt => Time(step.Times.CreatedAt, in test),
            PathMember.ModifiedAt => Time(step.Times.ModifiedAt, in test),
            PathMember.ExpiresAt => Time(step.Times.ExpiresAt, in test),
            PathMember.DeletedAt => false,
            PathMember.ObservedAt => Find(step.Body, Member.ObservedAt) is [(byte)'"', .. var text, (byte)'"'] && Instant.TryParse(text, out var time) && Time(time, in test),
            PathMember.UnitCode => Json(step.Body, Member.UnitCode, in test),
            PathMember.DatasetId => Json(step.Body, Member.DatasetId, in test),
            PathMember.ValueType => Json(step.Body, Member.ValueType, in test),
            _ => Json(step.Body, Member.ObjectType, in test),
        };

    private static bool Inside<TTest>(AttributeKind kind, ReadOnlySpan<byte> json, ImmutableArray<string> inner, in TTest test)
        where TTest : struct, ITargetTest
    {
        if (json.IsEmpty)
            return false;
        if (inner.IsEmpty || (kind == AttributeKind.LanguageProperty && inner is ["*"]))
            return test.Meets(Target.Of(kind, json));
        if (kind == AttributeKind.LanguageProperty)
        {
            var text = Find(json, string.Join('.', inner), StringComparison.OrdinalIgnoreCase);
            return !text.IsEmpty && test.Meets(Target.Of(AttributeKind.Property, text));
        }
        if (Kinds.IsRelation(kind))
            return false;
        foreach (var name in inner)
        {
            if (json.IsEmpty || json[0] != '{')
                return false;
            json = Find(json, name, StringComparison.Ordinal);
        }
        return !json.IsEmpty && test.Meets(Target.Of(AttributeKind.Property, json));
    }

    private static ReadOnlySpan<byte> Find(ReadOnlySpan<byte> json, string name, StringComparison comparison)
    {
        for (var at = JsonScan.NextMember(json, 1); at >= 0; at = JsonScan.NextMember(json, at))
        {
            var end = JsonScan.EndOfString(json, at);
            var start = JsonScan.StartOfValue(json, end);
            var found = string.Equals(Encoding.UTF8.GetString(BodyJson.TextOf(json[at..end])), name, comparison);
            at = JsonScan.EndOfValue(json, start);
            if (found)
                return json[start..at];
        }
        return default;
    }

    private static bool Time<TTest>(Instant time, in TTest test)
        where TTest : struct, ITargetTest => !time.IsNone && test.Meets(Target.Of(time));

    private static bool Json<TTest>(ReadOnlySpan<byte> body, Member member, in TTest test)
        where TTest : struct, ITargetTest =>
            Find(body, member) is { IsEmpty: false } json && test.Meets(Target.Of(AttributeKind.Property, json));

    private static ReadOnlySpan<byte> Find(ReadOnlySpan<byte> body, Member member)
    {
        using var members = MemberSlots.OfChecked(body);
        return InstanceBody.Json(body, in members, members.Find(member));
    }

    private static Instant TimeOf(Entity entity, PathMember member) => member switch
    {
        PathMember.CreatedAt => entity.CreatedAt,
        PathMember.ModifiedAt => entity.ModifiedAt,
        PathMember.ExpiresAt => entity.ExpiresAt,
        PathMember.DeletedAt => entity.DeletedAt,
        _ => Instant.None,
    };

    /// <summary>An instance on the way: its body, and what is to be known of it.</summary>
    private readonly ref struct Step
    {
        public ReadOnlySpan<byte> Body { get; init; }

        public AttributeKind Kind { get; init; }

        public ReadOnlySpan<byte> Value { get; init; }

        public InstanceTimes Times { get; init; }
    }
}
