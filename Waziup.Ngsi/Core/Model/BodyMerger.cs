using System.Text.Json;
using Waziup.Ngsi.Json;

namespace Waziup.Ngsi.Model;

/// <summary>The times that a merge writes.</summary>
/// <param name="Stamp">The write's stamp; none where no times are to be written.</param>
/// <param name="ObservedAt">Put in place of an observedAt that the fragment leaves out (5.6.17); none for keeping the old one.</param>
internal readonly record struct MergeTimes(Instant Stamp, Instant ObservedAt);

/// <summary>Merges two bodies in stored form, member by member.</summary>
internal static class BodyMerger
{
    private static ReadOnlySpan<byte> NullText => "\"urn:ngsi-ld:null\""u8;

    /// <summary>Writes the merger. Shallow: members given replace members stored (5.6.4). Deep: RFC 7396 through and through (5.6.17).</summary>
    public static void Merge(
        PooledBuffer output, ReadOnlySpan<byte> stored, ReadOnlySpan<byte> given, AttributeKind kind, bool deep, MergeTimes times)
    {
        using var old = MemberSlots.Of(stored, EntityReader.MaxDepth);
        using var add = MemberSlots.Of(given, EntityReader.MaxDepth);
        RefuseMisfits(in old, given, in add, kind);
        output.Append("{\"type\":\""u8);
        output.Append(Kinds.NameOf(kind));
        output.Append("\","u8);
        Value(output, stored, in old, given, in add, kind, deep);
        OwnMembers(output, stored, in old, given, in add, times);
        SubAttributes(output, stored, in old, given, in add, deep, times);
        Close(output);
    }

    /// <summary>Writes a body that comes as a part where nothing was before: what Null stands for is left out.</summary>
    public static void Strip(PooledBuffer output, ReadOnlySpan<byte> body, AttributeKind kind) =>
        Merge(output, "{}"u8, body, kind, deep: true, new MergeTimes(Instant.None, Instant.None));

    /// <summary>What was read without knowing the stored kind is held against it here.</summary>
    private static void RefuseMisfits(in MemberSlots old, ReadOnlySpan<byte> given, in MemberSlots add, AttributeKind kind)
    {
        if (kind == AttributeKind.None || (ValueOf(in old) < 0 && ValueOf(in add) < 0))
            throw NgsiLdErrors.Bad("an attribute that is not there yet needs a value");
        foreach (ref readonly var slot in add.All)
        {
            var value = EntityReader.ValueOf(given, in slot);
            if (value.SequenceEqual(NullText))
                continue;
            if (!InstanceMembers.Belongs(slot.Member, kind)
                || (slot.Member == Member.ValueType && kind == AttributeKind.LanguageProperty && !value.EndsWith("langString\""u8)))
                throw NgsiLdErrors.Bad($"{slot.Member} does not belong to a {kind}");
        }
    }

    /// <summary>Copies a body whose sub-attributes are newer than the instance itself: each is told its time.</summary>
    public static void CopyWithNewParts(PooledBuffer output, ReadOnlySpan<byte> body, Instant stamp)
    {
        using var members = MemberSlots.Of(body, EntityReader.MaxDepth);
        output.Append((byte)'{');
        foreach (ref readonly var slot in members.All)
        {
            if (slot.Member == Member.Attribute)
                SubAttribute(output, body, in slot, createdAt: stamp, modifiedAt: Instant.None, partial: false);
            else
                Raw(output, body, in slot);
        }
        Close(output);
    }

    private static void Value(
        PooledBuffer output, ReadOnlySpan<byte> stored, in MemberSlots old, ReadOnlySpan<byte> given, in MemberSlots add, AttributeKind kind, bool deep)
    {
        var oldAt = ValueOf(in old);
        var addAt = ValueOf(in add);
        if (addAt < 0)
        {
            if (oldAt >= 0)
                Raw(output, stored, in old.All[oldAt]);
            return;
        }
        var value = EntityReader.ValueOf(given, in add.All[addAt]);
        if (!deep || kind is not (AttributeKind.Property or AttributeKind.LanguageProperty))
        {
            Raw(output, given, in add.All[addAt]);
            return;
        }
        output.Append((byte)'"');
        output.Append(Kinds.ValueMemberOf(kind));
        output.Append("\":"u8);
        JsonMergePatch(output, oldAt < 0 ? default : EntityReader.ValueOf(stored, in old.All[oldAt]), value);
        output.Append((byte)',');
    }

    private static void OwnMembers(
        PooledBuffer output, ReadOnlySpan<byte> stored, in MemberSlots old, ReadOnlySpan<byte> given, in MemberSlots add, MergeTimes times)
    {
        foreach (ref readonly var slot in old.All)
        {
            if (!IsOwn(slot.Member) || add.Find(slot.Member) >= 0)
                continue;
            if (slot.Member == Member.ObservedAt && !times.ObservedAt.IsNone)
            {
                output.Append("\"observedAt\":"u8);
                times.ObservedAt.AppendTo(output);
                output.Append((byte)',');
            }
            else
            {
                Raw(output, stored, in slot);
            }
        }
        foreach (ref readonly var slot in add.All)
        {
            if (IsOwn(slot.Member) && !EntityReader.ValueOf(given, in slot).SequenceEqual(NullText))
                Raw(output, given, in slot);
        }
    }

    private static void SubAttributes(
        PooledBuffer output, ReadOnlySpan<byte> stored, in MemberSlots old, ReadOnlySpan<byte> given, in MemberSlots add, bool deep, MergeTimes times)
    {
        var inGiven = new MemberFinder(given, add.All, old.Count);
        var inStored = new MemberFinder(stored, old.All, add.Count);
        foreach (ref readonly var slot in old.All)
        {
            if (slot.Member != Member.Attribute)
                continue;
            var at = inGiven.Find(NameOf(stored, in slot));
            if (at < 0)
                Raw(output, stored, in slot);
            else
                Changed(output, stored, in slot, given, in add.All[at], deep, times);
        }
        foreach (ref readonly var slot in add.All)
        {
            if (slot.Member != Member.Attribute || inStored.Find(NameOf(given, in slot)) >= 0
                || EntityReader.ValueOf(given, in slot).SequenceEqual(NullText))
                continue;
            SubAttribute(output, given, in slot, createdAt: times.Stamp, modifiedAt: Instant.None, partial: deep);
        }
    }

    private static void Changed(
        PooledBuffer output, ReadOnlySpan<byte> stored, in MemberSlot old, ReadOnlySpan<byte> given, in MemberSlot add, bool deep, MergeTimes times)
    {
        if (EntityReader.ValueOf(given, in add).SequenceEqual(NullText))
            return;
        var created = CreatedAt(EntityReader.ValueOf(stored, in old));
        if (!deep || old.Token != JsonTokenType.StartObject || add.Token != JsonTokenType.StartObject)
        {
            SubAttribute(output, given, in add, created, times.Stamp, partial: deep);
            return;
        }
        var oldBody = EntityReader.ValueOf(stored, in old);
        var addBody = EntityReader.ValueOf(given, in add);
        var kind = BodyKind(addBody);
        if (kind != AttributeKind.None && kind != BodyKind(oldBody))
        {
            SubAttribute(output, given, in add, created, times.Stamp, partial: true);
            return;
        }
        Name(output, stored, in old);
        using var merged = PooledBuffer.Rent();
        Merge(merged, oldBody, addBody, BodyKind(oldBody), deep, times with { ObservedAt = Instant.None });
        Stamped(output, merged.Written, created, times.Stamp);
        output.Append((byte)',');
    }

    /// <summary>RFC 7396 with NGSI-LD Null in place of null: members of objects merge, everything else is replaced.</summary>
    private static void JsonMergePatch(PooledBuffer output, ReadOnlySpan<byte> target, ReadOnlySpan<byte> patch)
    {
        if (patch.IsEmpty || patch[0] != '{')
        {
            output.Append(patch);
            return;
        }
        using var old = MemberSlots.Of(!target.IsEmpty && target[0] == '{' ? target : "{}"u8, EntityReader.MaxDepth);
        using var add = MemberSlots.Of(patch, EntityReader.MaxDepth);
        var inPatch = new MemberFinder(patch, add.All, old.Count);
        var inTarget = new MemberFinder(target, old.All, add.Count);
        output.Append((byte)'{');
        foreach (ref readonly var slot in old.All)
        {
            var at = inPatch.Find(NameOf(target, in slot));
            if (at < 0)
                Raw(output, target, in slot);
            else
                Patched(output, target, in slot, patch, in add.All[at]);
        }
        foreach (ref readonly var slot in add.All)
        {
            if (inTarget.Find(NameOf(patch, in slot)) < 0)
                Patched(output, default, default, patch, in slot);
        }
        Close(output);
    }

    private static void Patched(PooledBuffer output, ReadOnlySpan<byte> target, in MemberSlot old, ReadOnlySpan<byte> patch, in MemberSlot add)
    {
        var value = EntityReader.ValueOf(patch, in add);
        if (value.SequenceEqual(NullText))
            return;
        Name(output, patch, in add);
        JsonMergePatch(output, target.IsEmpty ? default : EntityReader.ValueOf(target, in old), value);
        output.Append((byte)',');
    }

    private static void SubAttribute(PooledBuffer output, ReadOnlySpan<byte> body, in MemberSlot slot, Instant createdAt, Instant modifiedAt, bool partial)
    {
        Name(output, body, in slot);
        var value = EntityReader.ValueOf(body, in slot);
        if (slot.Token == JsonTokenType.StartObject)
        {
            Whole(output, value, createdAt, modifiedAt, partial);
        }
        else
        {
            output.Append((byte)'[');
            var reader = new Utf8JsonReader(value);
            reader.Read();
            while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
            {
                var start = (int)reader.TokenStartIndex;
                reader.Skip();
                Whole(output, value[start..(int)reader.BytesConsumed], createdAt, modifiedAt, partial);
                output.Append((byte)',');
            }
            output.Truncate(output.Length - 1);
            output.Append((byte)']');
        }
        output.Append((byte)',');
    }

    private static void Whole(PooledBuffer output, ReadOnlySpan<byte> body, Instant createdAt, Instant modifiedAt, bool partial)
    {
        if (!partial)
        {
            Stamped(output, body, createdAt, modifiedAt);
            return;
        }
        using var stripped = PooledBuffer.Rent();
        Strip(stripped, body, BodyKind(body));
        Stamped(output, stripped.Written, createdAt, modifiedAt);
    }

    /// <summary>A sub-attribute with its times, which stand first; times that it inherits are not written.</summary>
    private static void Stamped(PooledBuffer output, ReadOnlySpan<byte> body, Instant createdAt, Instant modifiedAt)
    {
        output.Append((byte)'{');
        if (!createdAt.IsNone)
        {
            output.Append("\"createdAt\":"u8);
            createdAt.AppendTo(output);
            output.Append((byte)',');
        }
        if (!modifiedAt.IsNone)
        {
            output.Append("\"modifiedAt\":"u8);
            modifiedAt.AppendTo(output);
            output.Append((byte)',');
        }
        output.Append(body[1..]);
    }

    private static Instant CreatedAt(ReadOnlySpan<byte> body)
    {
        if (!body.StartsWith("{\"createdAt\":\""u8))
            return Instant.None;
        var text = body["{\"createdAt\":\""u8.Length..];
        _ = Instant.TryParse(text[..text.IndexOf((byte)'"')], out var instant);
        return instant;
    }

    /// <summary>Whether two bodies say the same, whatever times their sub-attributes carry.</summary>
    public static bool SameContent(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        if (left.SequenceEqual(right))
            return true;
        if (left.IsEmpty || right.IsEmpty || left[0] != '{' || right[0] != '{')
            return false;
        using var one = MemberSlots.Of(left, EntityReader.MaxDepth);
        using var other = MemberSlots.Of(right, EntityReader.MaxDepth);
        var at = 0;
        foreach (ref readonly var slot in one.All)
        {
            if (slot.Member == Member.Output)
                continue;
            while (at < other.Count && other.All[at].Member == Member.Output)
                at++;
            if (at == other.Count || !EntityReader.NameOf(left, in slot).SequenceEqual(EntityReader.NameOf(right, in other.All[at])))
                return false;
            var value = EntityReader.ValueOf(left, in slot);
            var otherValue = EntityReader.ValueOf(right, in other.All[at++]);
            if (slot.Member == Member.Attribute ? !SameContent(value, otherValue) : !value.SequenceEqual(otherValue))
                return false;
        }
        while (at < other.Count && other.All[at].Member == Member.Output)
            at++;
        return at == other.Count;
    }

    private static AttributeKind BodyKind(ReadOnlySpan<byte> body)
    {
        using var members = MemberSlots.Of(body, EntityReader.MaxDepth);
        var at = members.Find(Member.Type);
        return at < 0 ? AttributeKind.None : Kinds.Parse(EntityReader.ValueOf(body, in members.All[at])[1..^1]);
    }

    private static bool IsOwn(Member member) => member is not (Member.Type or Member.Attribute or Member.Output)
        && Kinds.OfMember(member) == AttributeKind.None;

    private static int ValueOf(in MemberSlots members)
    {
        for (var i = 0; i < members.Count; i++)
        {
            if (Kinds.OfMember(members.All[i].Member) != AttributeKind.None)
                return i;
        }
        return -1;
    }

    /// <summary>A member's name as it is spelled; names in stored bodies are spelled in one way alone.</summary>
    private static ReadOnlySpan<byte> NameOf(ReadOnlySpan<byte> json, in MemberSlot slot) => json.Slice(slot.NameStart, slot.NameLength);

    private static void Name(PooledBuffer output, ReadOnlySpan<byte> json, in MemberSlot slot)
    {
        output.Append((byte)'"');
        output.Append(NameOf(json, in slot));
        output.Append("\":"u8);
    }

    private static void Raw(PooledBuffer output, ReadOnlySpan<byte> json, in MemberSlot slot)
    {
        Name(output, json, in slot);
        output.Append(EntityReader.ValueOf(json, in slot));
        output.Append((byte)',');
    }

    private static void Close(PooledBuffer output)
    {
        if (output.Written[^1] == ',')
            output.Truncate(output.Length - 1);
        output.Append((byte)'}');
    }
}
