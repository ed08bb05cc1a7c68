using System.Text.Json;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.JsonLd;

namespace Waziup.Ngsi.Model;

/// <summary>Decides of which kind an instance is and where its value stands, in normalized and in concise form.</summary>
internal static class InstanceKind
{
    /// <summary>There is no value.</summary>
    public const int Nowhere = -1;

    /// <summary>The object itself is the value.</summary>
    public const int Whole = -2;

    /// <summary>Decides the kind (4.5.2.3) and finds the member that holds the value.</summary>
    public static int Find(Iri name, ReadOnlySpan<byte> json, in MemberSlots members, in ReadRules rules, ref InstanceEntry entry)
    {
        var valueAt = Nowhere;
        for (var i = 0; i < members.Count; i++)
        {
            if (Kinds.OfMember(members.All[i].Member) == AttributeKind.None)
                continue;
            if (valueAt >= 0)
                throw NgsiLdErrors.Bad($"{name.Value} has more than one of value, object, languageMap, vocab, json, valueList, objectList");
            valueAt = i;
        }
        var type = members.Find(Member.Type);
        if (type < 0)
            return WithoutType(json, in members, valueAt, in rules, ref entry);
        ref readonly var slot = ref members.All[type];
        if (slot.Token != JsonTokenType.String)
            throw NgsiLdErrors.Bad($"the type of {name.Value} is not a text");
        var text = BodyJson.TextOf(BodyJson.ValueOf(json, in slot));
        entry.Kind = Kinds.Parse(text);
        if (entry.Kind == AttributeKind.None)
        {
            if (GeometryText.DepthOf(text) < 0 || !GeometryText.LooksLikeOne(json))
                throw NgsiLdErrors.Bad($"'{Members.Show(text)}' is not a kind of attribute ({name.Value})");
            Infer(AttributeKind.GeoProperty, ref entry);
            return Whole;
        }
        if (valueAt < 0 && !MayLackValue(in rules))
            throw NgsiLdErrors.Bad($"{name.Value} has no {Members.Show(Kinds.ValueMemberOf(entry.Kind))}");
        if (valueAt >= 0 && !Fits(members.All[valueAt].Member, entry.Kind))
            throw NgsiLdErrors.Bad($"{name.Value} is a {entry.Kind}: its value stands in {Members.Show(Kinds.ValueMemberOf(entry.Kind))}");
        return valueAt;
    }

    private static int WithoutType(ReadOnlySpan<byte> json, in MemberSlots members, int valueAt, in ReadRules rules, ref InstanceEntry entry)
    {
        if (valueAt < 0)
        {
            if (rules.Partial || (MayLackValue(in rules) && HasOwnMembers(in members)))
                return Nowhere;
            Infer(AttributeKind.Property, ref entry);
            return Whole;
        }
        ref readonly var slot = ref members.All[valueAt];
        Infer(Kinds.OfMember(slot.Member), ref entry);
        if (entry.Kind == AttributeKind.Property && GeometryText.LooksLikeOne(BodyJson.ValueOf(json, in slot)))
            entry.Kind = AttributeKind.GeoProperty;
        return valueAt;
    }

    /// <summary>What is merged into a stored instance may name only what changes.</summary>
    private static bool MayLackValue(in ReadRules rules) => rules.Partial || rules.Nulls == NullRule.DeletesAnything;

    private static bool HasOwnMembers(in MemberSlots members)
    {
        foreach (ref readonly var slot in members.All)
        {
            if (slot.Member is Member.UnitCode or Member.ObservedAt or Member.DatasetId or Member.ExpiresAt or Member.ValueType or Member.ObjectType)
                return true;
        }
        return false;
    }

    private static bool Fits(Member member, AttributeKind kind) =>
        Kinds.OfMember(member) == (kind == AttributeKind.GeoProperty ? AttributeKind.Property : kind);

    /// <summary>Sets a kind that the input does not name.</summary>
    public static void Infer(AttributeKind kind, ref InstanceEntry entry)
    {
        entry.Kind = kind;
        entry.Flags |= InstanceFlags.Inferred;
    }

    /// <summary>Whether the member holds NGSI-LD Null in the form that fits it (4.5.0).</summary>
    public static bool IsNull(ReadOnlySpan<byte> json, in MemberSlot slot)
    {
        var value = BodyJson.ValueOf(json, in slot);
        if (slot.Token == JsonTokenType.String)
            return BodyJson.TextOf(value).SequenceEqual(UriText.Null);
        if (value.Length > 128 || value.IndexOf(UriText.Null) < 0)
            return false;
        using var compact = PooledBuffer.Rent(128);
        var reader = new Utf8JsonReader(value);
        reader.Read();
        Utf8Json.CopyValue(ref reader, compact);
        return slot.Member switch
        {
            Member.LanguageMap => compact.Written.SequenceEqual("{\"@none\":\"urn:ngsi-ld:null\"}"u8),
            Member.ValueList => compact.Written.SequenceEqual("[\"urn:ngsi-ld:null\"]"u8),
            Member.ObjectList => compact.Written.SequenceEqual("[\"urn:ngsi-ld:null\"]"u8)
                || compact.Written.SequenceEqual("[{\"object\":\"urn:ngsi-ld:null\"}]"u8),
            _ => false,
        };
    }
}
