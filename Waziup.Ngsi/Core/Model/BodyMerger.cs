using System.Text.Json;
using Waziup.Ngsi.Json;

namespace Waziup.Ngsi.Model;

/// <summary>Merges two bodies in stored form, member by member.</summary>
internal static class BodyMerger
{
    private static ReadOnlySpan<byte> NullText => "\"urn:ngsi-ld:null\""u8;

    /// <summary>Writes the merger. Shallow: members given replace members stored (5.6.4). Deep: RFC 7396 through and through (5.6.17).</summary>
    public static void Merge(
        PooledBuffer output, ReadOnlySpan<byte> stored, ReadOnlySpan<byte> given, AttributeKind kind, bool deep, MergeTimes times)
    {
        using var old = MemberSlots.OfChecked(stored);
        using var add = MemberSlots.OfChecked(given);
        RefuseMisfits(in old, given, in add, kind);
        output.Append("{\"type\":\""u8);
        output.Append(Kinds.NameOf(kind));
        output.Append("\","u8);
        Value(output, stored, in old, given, in add, kind, deep);
        OwnMembers(output, stored, in old, given, in add, times);
        SubAttributes(output, stored, in old, given, in add, deep, times);
        output.Close((byte)'}');
    }

    /// <summary>Writes a body that comes as a part where nothing was before: what Null stands for is left out.</summary>
    public static void Strip(PooledBuffer output, ReadOnlySpan<byte> body, AttributeKind kind) =>
        Merge(output, "{}"u8, body, kind, deep: true, new MergeTimes(Instant.None, Instant.None));

    /// <summary>What was read without knowing the stored kind is held against it here.</summary>
    private static void RefuseMisfits(in MemberSlots old, ReadOnlySpan<byte> given, in MemberSlots add, AttributeKind kind)
    {
        if (kind == AttributeKind.None || (InstanceBody.ValueAt(in old) < 0 && InstanceBody.ValueAt(in add) < 0))
            throw NgsiLdErrors.Bad("an attribute that is not there yet needs a value");
        foreach (ref readonly var slot in add.All)
        {
            var value = BodyJson.ValueOf(given, in slot);
            if (value.SequenceEqual(NullText))
                continue;
            if (!InstanceMembers.Belongs(slot.Member, kind)
                || (slot.Member == Member.ValueType && kind == AttributeKind.LanguageProperty && !value.EndsWith("langString\""u8)))
                throw NgsiLdErrors.Bad($"{slot.Member} does not belong to a {kind}");
        }
    }

    private static void Value(
        PooledBuffer output, ReadOnlySpan<byte> stored, in MemberSlots old, ReadOnlySpan<byte> given, in MemberSlots add, AttributeKind kind, bool deep)
    {
        var oldAt = InstanceBody.ValueAt(in old);
        var addAt = InstanceBody.ValueAt(in add);
        if (addAt < 0)
        {
            if (oldAt >= 0)
                MemberText.Raw(output, stored, in old.All[oldAt]);
            return;
        }
        var value = BodyJson.ValueOf(given, in add.All[addAt]);
        if (!deep || kind is not (AttributeKind.Property or AttributeKind.LanguageProperty))
        {
            MemberText.Raw(output, given, in add.All[addAt]);
            return;
        }
        output.Append((byte)'"');
        output.Append(Kinds.ValueMemberOf(kind));
        output.Append("\":"u8);
        JsonMerge.Run(output, oldAt < 0 ? default : BodyJson.ValueOf(stored, in old.All[oldAt]), value);
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
                MemberText.Raw(output, stored, in slot);
            }
        }
        foreach (ref readonly var slot in add.All)
        {
            if (IsOwn(slot.Member) && !BodyJson.ValueOf(given, in slot).SequenceEqual(NullText))
                MemberText.Raw(output, given, in slot);
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
            var at = inGiven.Find(MemberText.NameOf(stored, in slot));
            if (at < 0)
                MemberText.Raw(output, stored, in slot);
            else
                Changed(output, stored, in slot, given, in add.All[at], deep, times);
        }
        foreach (ref readonly var slot in add.All)
        {
            if (slot.Member != Member.Attribute || inStored.Find(MemberText.NameOf(given, in slot)) >= 0
                || BodyJson.ValueOf(given, in slot).SequenceEqual(NullText))
                continue;
            SubAttributeText.Write(output, given, in slot, createdAt: times.Stamp, modifiedAt: Instant.None, partial: deep);
        }
    }

    private static void Changed(
        PooledBuffer output, ReadOnlySpan<byte> stored, in MemberSlot old, ReadOnlySpan<byte> given, in MemberSlot add, bool deep, MergeTimes times)
    {
        if (BodyJson.ValueOf(given, in add).SequenceEqual(NullText))
            return;
        var created = SubAttributeText.CreatedAt(BodyJson.ValueOf(stored, in old));
        if (!deep || old.Token != JsonTokenType.StartObject || add.Token != JsonTokenType.StartObject)
        {
            SubAttributeText.Write(output, given, in add, created, times.Stamp, partial: deep);
            return;
        }
        var oldBody = BodyJson.ValueOf(stored, in old);
        var addBody = BodyJson.ValueOf(given, in add);
        var kind = KindOf(addBody);
        if (kind != AttributeKind.None && kind != KindOf(oldBody))
        {
            SubAttributeText.Write(output, given, in add, created, times.Stamp, partial: true);
            return;
        }
        MemberText.Name(output, stored, in old);
        using var merged = PooledBuffer.Rent();
        Merge(merged, oldBody, addBody, KindOf(oldBody), deep, times with { ObservedAt = Instant.None });
        SubAttributeText.Stamped(output, merged.Written, created, times.Stamp);
        output.Append((byte)',');
    }

    /// <summary>The kind that a body names; none if it names none.</summary>
    public static AttributeKind KindOf(ReadOnlySpan<byte> body)
    {
        using var members = MemberSlots.OfChecked(body);
        var at = members.Find(Member.Type);
        return at < 0 ? AttributeKind.None : Kinds.Parse(BodyJson.ValueOf(body, in members.All[at])[1..^1]);
    }

    private static bool IsOwn(Member member) => member is not (Member.Type or Member.Attribute or Member.Output)
        && Kinds.OfMember(member) == AttributeKind.None;
}
