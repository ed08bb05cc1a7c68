using System.Text.Json;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.JsonLd;

namespace Waziup.Ngsi.Model;

/// <summary>Reads what stands beside the value of an instance: datasetId, unitCode, times, types, sub-attributes.</summary>
internal readonly ref struct InstanceMembers(InstanceReader reader, Iri name, PooledBuffer output, int subNames)
{
    public static readonly Iri Proof = new("https://uri.etsi.org/ngsi-ld/ngsildproof");

    private readonly InstanceReader _reader = reader;
    private readonly Iri _name = name;
    private readonly PooledBuffer _output = output;
    private readonly int _subNames = subNames;

    /// <summary>Whether a member may stand beside the value of an attribute of this kind (4.5.2 to 4.5.24); of no kind yet: whether of any.</summary>
    public static bool Belongs(Member member, AttributeKind kind) => member switch
    {
        Member.UnitCode => kind is AttributeKind.None or AttributeKind.Property or AttributeKind.GeoProperty or AttributeKind.ListProperty,
        Member.ValueType => !Kinds.IsRelation(kind),
        Member.ObjectType => kind == AttributeKind.None || Kinds.IsRelation(kind),
        _ => true,
    };

    public void Write(ReadOnlySpan<byte> json, in MemberSlots members, int index, ref InstanceEntry entry, int depth)
    {
        ref readonly var slot = ref members.All[index];
        if (slot.Member is Member.Output)
        {
            if (_reader.Rules.SystemTimes && depth == 0)
                SystemTime(BodyJson.NameOf(json, in slot), BodyJson.ValueOf(json, in slot), slot.Token, ref entry);
            return;
        }
        RefuseRepetition(json, in members, index);
        if (!Belongs(slot.Member, entry.Kind))
            throw Bad($"{Members.Show(BodyJson.NameOf(json, in slot))} does not belong to a {entry.Kind}");
        var value = BodyJson.ValueOf(json, in slot);
        switch (slot.Member)
        {
            case Member.Type:
                return;
            case Member.DatasetId:
                DatasetId(value, in slot, ref entry);
                return;
            case Member.UnitCode:
                Literal("\"unitCode\":"u8, value, in slot);
                return;
            case Member.ObservedAt:
                ObservedAt(value, in slot, ref entry);
                return;
            case Member.ExpiresAt:
                ExpiresAt(value, in slot, ref entry, depth);
                return;
            case Member.ValueType:
                ValueType(value, in slot, ref entry);
                return;
            case Member.ObjectType:
                ObjectType(value, in slot, ref entry);
                return;
            case Member.Sealed when _name.Equals(Proof):
                Literal("\"entityIdSealed\":"u8, value, in slot);
                return;
            case Member.SealedType when _name.Equals(Proof):
                SealedType(value, in slot, ref entry);
                return;
            case Member.Attribute:
                entry.Flags &= ~InstanceFlags.Plain;
                _reader.SubAttributes.Read(BodyJson.NameOf(json, in slot), value, slot.Token, depth, _subNames);
                return;
            default:
                throw Bad($"'{Members.Show(BodyJson.NameOf(json, in slot))}' does not belong there");
        }
    }

    private static void SystemTime(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, JsonTokenType token, ref InstanceEntry entry)
    {
        if (token != JsonTokenType.String || !Instant.TryParse(BodyJson.TextOf(value), out var time))
            return;
        if (name.EndsWith("createdAt"u8))
            entry.CreatedAt = time;
        else if (name.EndsWith("modifiedAt"u8))
            entry.ModifiedAt = time;
    }

    private void RefuseRepetition(ReadOnlySpan<byte> json, in MemberSlots members, int index)
    {
        ref readonly var slot = ref members.All[index];
        if (slot.Member != Member.Attribute && members.Find(slot.Member) < index)
            throw Bad($"'{Members.Show(BodyJson.NameOf(json, in slot))}' is there twice");
    }

    private void DatasetId(ReadOnlySpan<byte> value, in MemberSlot slot, ref InstanceEntry entry)
    {
        var text = StringOf(value, in slot, "datasetId");
        if (text.SequenceEqual("@none"u8))
            return; // the default instance has none (4.5.5)
        if (!UriText.IsAbsolute(text) || text.SequenceEqual(UriText.Null))
            throw Bad("datasetId is not a URI");
        _output.Append("\"datasetId\":\""u8);
        entry.DatasetStart = _output.Length;
        entry.DatasetLength = text.Length;
        _output.Append(text);
        _output.Append("\","u8);
    }

    private void ObservedAt(ReadOnlySpan<byte> value, in MemberSlot slot, ref InstanceEntry entry)
    {
        var text = StringOf(value, in slot, "observedAt");
        if (IsNull(text))
        {
            _output.Append("\"observedAt\":\"urn:ngsi-ld:null\","u8);
            return;
        }
        if (!Instant.TryParse(text, out entry.ObservedAt))
            throw NgsiLdErrors.NotATime($"{_name.Value}: observedAt");
        Time("\"observedAt\":\""u8, text);
    }

    /// <summary>Writes an instant as it was sent, with a dot before the fraction (4.6.3).</summary>
    private void Time(ReadOnlySpan<byte> label, ReadOnlySpan<byte> text)
    {
        _output.Append(label);
        _output.Append(text[..19]);
        if (text.Length > 20)
            _output.Append((byte)'.');
        _output.Append(text[Math.Min(20, text.Length - 1)..]);
        _output.Append("\","u8);
    }

    private void ExpiresAt(ReadOnlySpan<byte> value, in MemberSlot slot, ref InstanceEntry entry, int depth)
    {
        var text = StringOf(value, in slot, "expiresAt");
        var isNull = IsNull(text);
        if (!isNull && !Instant.TryParse(text, out entry.ExpiresAt))
            throw NgsiLdErrors.NotATime($"{_name.Value}: expiresAt");
        if (depth == 0 && isNull)
            entry.Flags |= InstanceFlags.ClearsExpiry;
        if (depth == 0)
            return;
        if (isNull)
            _output.Append("\"expiresAt\":\"urn:ngsi-ld:null\","u8);
        else
            Time("\"expiresAt\":\""u8, text);
    }

    private void ValueType(ReadOnlySpan<byte> value, in MemberSlot slot, ref InstanceEntry entry)
    {
        var text = StringOf(value, in slot, "valueType");
        if (entry.Kind == AttributeKind.LanguageProperty && !text.SequenceEqual("langString"u8)
            && !text.SequenceEqual("http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"u8) && !IsNull(text))
            throw Bad("the valueType of a LanguageProperty is langString");
        entry.Flags &= ~InstanceFlags.Plain;
        _output.Append("\"valueType\":"u8);
        if (IsNull(text))
            Utf8Json.AppendString(_output, text);
        else
            new ValueReader(_reader.Terms, _reader.Rules.Nulls, _output).WriteTerm(text, "valueType");
        _output.Append((byte)',');
    }

    private void ObjectType(ReadOnlySpan<byte> value, in MemberSlot slot, ref InstanceEntry entry)
    {
        entry.Flags &= ~InstanceFlags.Plain;
        _output.Append("\"objectType\":"u8);
        if (slot.Token == JsonTokenType.String && IsNull(BodyJson.TextOf(value)))
            Utf8Json.AppendString(_output, UriText.Null);
        else
            new ValueReader(_reader.Terms, _reader.Rules.Nulls, _output).WriteTerms(value, slot.Token, "objectType");
        _output.Append((byte)',');
    }

    private void SealedType(ReadOnlySpan<byte> value, in MemberSlot slot, ref InstanceEntry entry)
    {
        entry.Flags &= ~InstanceFlags.Plain;
        _output.Append("\"entityTypeSealed\":"u8);
        new ValueReader(_reader.Terms, _reader.Rules.Nulls, _output).WriteTerm(StringOf(value, in slot, "entityTypeSealed"), "entityTypeSealed");
        _output.Append((byte)',');
    }

    private void Literal(ReadOnlySpan<byte> label, ReadOnlySpan<byte> value, in MemberSlot slot)
    {
        var text = StringOf(value, in slot, Members.Show(label[1..^2]));
        _ = IsNull(text);
        _output.Append(label);
        Utf8Json.AppendString(_output, text);
        _output.Append((byte)',');
    }

    private ReadOnlySpan<byte> StringOf(ReadOnlySpan<byte> value, in MemberSlot slot, string what) =>
        slot.Token == JsonTokenType.String ? BodyJson.TextOf(value) : throw Bad($"{what} is not a text");

    /// <summary>Whether the text is NGSI-LD Null, where that deletes a member; elsewhere it is an error.</summary>
    private bool IsNull(ReadOnlySpan<byte> text)
    {
        if (!text.SequenceEqual(UriText.Null))
            return false;
        return _reader.Rules.Nulls >= NullRule.DeletesMembers ? true : throw Bad("null is not allowed here");
    }

    private NgsiLdException Bad(string what) => NgsiLdErrors.Bad($"{_name.Value}: {what}");
}
