using System.Text.Json;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.JsonLd;

namespace Waziup.Ngsi.Model;

/// <summary>Reads what stands beside the value of an instance: datasetId, unitCode, times, types, sub-attributes.</summary>
internal readonly ref struct InstanceMembers(InstanceReader reader, Iri name, PooledBuffer output)
{
    private static readonly Iri Proof = new("https://uri.etsi.org/ngsi-ld/ngsildproof");

    private readonly InstanceReader _reader = reader;
    private readonly Iri _name = name;
    private readonly PooledBuffer _output = output;

    public void Write(ReadOnlySpan<byte> json, in MemberSlots members, int index, ref InstanceEntry entry, int depth)
    {
        ref readonly var slot = ref members.All[index];
        if (slot.Member is Member.Output)
            return;
        RefuseRepetition(json, in members, index);
        var value = EntityReader.ValueOf(json, in slot);
        switch (slot.Member)
        {
            case Member.Type:
                return;
            case Member.DatasetId:
                DatasetId(value, in slot, ref entry);
                return;
            case Member.UnitCode:
                if (entry.Kind is not (AttributeKind.None or AttributeKind.Property or AttributeKind.GeoProperty or AttributeKind.ListProperty))
                    throw Bad($"unitCode does not belong to a {entry.Kind}");
                Literal("\"unitCode\":"u8, value, in slot);
                return;
            case Member.ObservedAt:
                ObservedAt(value, in slot, ref entry);
                return;
            case Member.ExpiresAt:
                ExpiresAt(value, in slot, ref entry, depth);
                return;
            case Member.ValueType when !Kinds.IsRelation(entry.Kind):
                ValueType(value, in slot, ref entry);
                return;
            case Member.ObjectType when entry.Kind == AttributeKind.None || Kinds.IsRelation(entry.Kind):
                entry.Flags &= ~InstanceFlags.Plain;
                _output.Append("\"objectType\":"u8);
                new ValueReader(_reader.Terms, _reader.Rules.Nulls, _output).WriteTerms(value, slot.Token, "objectType");
                _output.Append((byte)',');
                return;
            case Member.Sealed when _name.Equals(Proof):
                Literal("\"entityIdSealed\":"u8, value, in slot);
                return;
            case Member.SealedType when _name.Equals(Proof):
                SealedType(value, in slot, ref entry);
                return;
            case Member.Attribute:
                entry.Flags &= ~InstanceFlags.Plain;
                _reader.ReadSubAttribute(EntityReader.NameOf(json, in slot), value, slot.Token, depth);
                return;
            default:
                throw Bad($"'{Members.Show(EntityReader.NameOf(json, in slot))}' does not belong there");
        }
    }

    private void RefuseRepetition(ReadOnlySpan<byte> json, in MemberSlots members, int index)
    {
        ref readonly var slot = ref members.All[index];
        var own = EntityReader.NameOf(json, in slot);
        for (var i = 0; i < index; i++)
        {
            ref readonly var other = ref members.All[i];
            var same = slot.Member == Member.Attribute
                ? other.Member == Member.Attribute && EntityReader.NameOf(json, in other).SequenceEqual(own)
                : other.Member == slot.Member;
            if (same)
                throw Bad($"'{Members.Show(own)}' is there twice");
        }
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
            throw Bad("observedAt is not a UTC date and time such as 2026-01-31T12:00:00Z");
        _output.Append("\"observedAt\":\""u8);
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
            throw Bad("expiresAt is not a UTC date and time such as 2026-01-31T12:00:00Z");
        if (depth == 0 && isNull)
            entry.Flags |= InstanceFlags.ClearsExpiry;
        if (depth == 0)
            return;
        _output.Append("\"expiresAt\":"u8);
        Utf8Json.AppendString(_output, text);
        _output.Append((byte)',');
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
        slot.Token == JsonTokenType.String ? EntityReader.TextOf(value) : throw Bad($"{what} is not a text");

    /// <summary>Whether the text is NGSI-LD Null, where that deletes a member; elsewhere it is an error.</summary>
    private bool IsNull(ReadOnlySpan<byte> text)
    {
        if (!text.SequenceEqual(UriText.Null))
            return false;
        return _reader.Rules.Nulls >= NullRule.DeletesMembers ? true : throw Bad("null is not allowed here");
    }

    private NgsiLdException Bad(string what) => NgsiLdErrors.Bad($"{_name.Value}: {what}");
}
