using System.Text.Json;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.JsonLd;

namespace Waziup.Ngsi.Model;

/// <summary>Reads attributes, their instances and sub-attributes into the stored form (4.5.2 to 4.5.5, 4.5.17 to 4.5.24).</summary>
internal readonly ref struct InstanceReader(ActiveContext terms, in ReadRules rules, EntityBuilder builder)
{
    private const int MaxAttributeDepth = 16;

    private readonly ActiveContext _terms = terms;
    private readonly ReadRules _rules = rules;
    private readonly EntityBuilder _builder = builder;

    /// <summary>Reads an attribute of an entity under the name that the client gave it.</summary>
    public void ReadAttribute(ReadOnlySpan<byte> name, ReadOnlySpan<byte> json, JsonTokenType token)
    {
        var iri = Expand(name);
        if (_builder.Has(iri.Utf8))
            throw NgsiLdErrors.Bad($"the attribute '{Members.Show(name)}' is there twice");
        ReadExpanded(iri, json, token);
    }

    public void ReadExpanded(Iri name, ReadOnlySpan<byte> json, JsonTokenType token)
    {
        _builder.BeginAttribute(name.Utf8);
        if (token == JsonTokenType.StartArray && !_rules.Simplified && IsListOfInstances(json))
        {
            var reader = new Utf8JsonReader(json);
            reader.Read();
            while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
            {
                var start = (int)reader.TokenStartIndex;
                reader.Skip();
                ReadTopInstance(name, json[start..(int)reader.BytesConsumed], JsonTokenType.StartObject);
            }
        }
        else
        {
            ReadTopInstance(name, json, token);
        }
        _builder.EndAttribute();
    }

    /// <summary>The IRI of an attribute's name.</summary>
    /// <remarks>A @context may say anything: what it makes of a name is checked like a name that was sent in full.</remarks>
    /// <exception cref="NgsiLdException">BadRequestData where the text is no name, or means something else.</exception>
    public static Iri Expand(ReadOnlySpan<byte> name, ActiveContext terms)
    {
        if (!UriText.IsTerm(name) || name.SequenceEqual(UriText.Null) || !Members.MayNameAttribute(name)
            || !terms.TryExpand(name, out var iri) || !UriText.IsAbsolute(iri.Utf8) || !Members.MayNameAttribute(iri.Utf8))
            throw NgsiLdErrors.Bad($"'{Members.Show(name)}' cannot be the name of an attribute");
        return iri;
    }

    private Iri Expand(ReadOnlySpan<byte> name) => Expand(name, _terms);

    private void ReadTopInstance(Iri name, ReadOnlySpan<byte> json, JsonTokenType token)
    {
        var entry = new InstanceEntry
        {
            Start = _builder.Buffer.Length,
            Flags = InstanceFlags.Plain,
            CreatedAt = Instant.None,
            ModifiedAt = Instant.None,
            ObservedAt = Instant.None,
            ExpiresAt = Instant.None,
        };
        if (_rules.Simplified)
            ReadBare(json, token, ref entry);
        else
            ReadInstance(name, json, token, ref entry, depth: 0);
        if (!_rules.Partial && entry.Kind is not (AttributeKind.GeoProperty or AttributeKind.None) && !entry.Is(InstanceFlags.Null) && Core.IsGeo(name.Utf8))
            throw NgsiLdErrors.Bad($"{name.Value} has to be a GeoProperty");
        if (HasInstance(name.Utf8, in entry))
            throw NgsiLdErrors.Bad($"two instances of {name.Value} have the same datasetId, or none");
        _builder.AddInstance(entry);
    }

    private bool HasInstance(ReadOnlySpan<byte> name, in InstanceEntry entry) =>
        _builder.Has(name, _builder.Buffer.Written.Slice(entry.DatasetStart, entry.DatasetLength));

    /// <summary>Reads one instance and writes its body; tells what the index has to know.</summary>
    private void ReadInstance(Iri name, ReadOnlySpan<byte> json, JsonTokenType token, ref InstanceEntry entry, int depth)
    {
        if (depth > MaxAttributeDepth)
            throw NgsiLdErrors.Bad($"sub-attributes nest deeper than {MaxAttributeDepth}");
        switch (token)
        {
            case JsonTokenType.Null:
                throw NgsiLdErrors.Bad($"{name.Value} is null; NGSI-LD writes \"urn:ngsi-ld:null\", where it may be deleted");
            case JsonTokenType.String when EntityReader.TextOf(json).SequenceEqual(UriText.Null):
                MarkNull(name, ref entry);
                _builder.Buffer.Append("{}"u8);
                return;
            case JsonTokenType.StartObject:
                using (var members = MemberSlots.Of(json, EntityReader.MaxDepth))
                    ReadObject(name, json, in members, ref entry, depth);
                break;
            default:
                Infer(AttributeKind.Property, ref entry);
                WriteKind(in entry);
                Values().Write(AttributeKind.Property, json, token, ref entry);
                Close();
                break;
        }
        if (name.Equals(InstanceMembers.Proof) && entry.ValueLength > 0
            && (entry.Kind != AttributeKind.Property || _builder.Buffer.Written[entry.ValueStart] != '{'))
            throw NgsiLdErrors.Bad("ngsildproof is a Property whose value is an object");
    }

    private static void Infer(AttributeKind kind, ref InstanceEntry entry)
    {
        entry.Kind = kind;
        entry.Flags |= InstanceFlags.Inferred;
    }

    private void ReadObject(Iri name, ReadOnlySpan<byte> json, in MemberSlots members, ref InstanceEntry entry, int depth)
    {
        var valueAt = KindOf(name, json, in members, ref entry);
        if (valueAt == ValueAt.Whole)
        {
            WriteKind(in entry);
            Values().Write(entry.Kind, json, JsonTokenType.StartObject, ref entry);
            Close();
            return;
        }
        if (valueAt >= 0 && IsNullValue(json, in members.All[valueAt]))
            MarkNull(name, ref entry);
        WriteKind(in entry);
        if (valueAt >= 0 && !entry.Is(InstanceFlags.Null))
            Values().Write(entry.Kind, EntityReader.ValueOf(json, in members.All[valueAt]), members.All[valueAt].Token, ref entry);
        // Sub-attributes come last, so that the places of value and datasetId do not depend on them.
        var subNames = _builder.StartSubNames();
        var inner = new InstanceMembers(this, name, _builder.Buffer, subNames);
        for (var i = 0; i < members.Count; i++)
        {
            if (i != valueAt && members.All[i].Member != Member.Attribute)
                inner.Write(json, in members, i, ref entry, depth);
        }
        for (var i = 0; i < members.Count; i++)
        {
            if (members.All[i].Member == Member.Attribute)
                inner.Write(json, in members, i, ref entry, depth);
        }
        _builder.EndSubNames(subNames);
        Close();
    }

    private void Close()
    {
        var buffer = _builder.Buffer;
        if (buffer.Written[^1] == ',')
            buffer.Truncate(buffer.Length - 1);
        buffer.Append((byte)'}');
    }

    /// <summary>Decides the kind (4.5.2.3) and finds the member that holds the value.</summary>
    private int KindOf(Iri name, ReadOnlySpan<byte> json, in MemberSlots members, ref InstanceEntry entry)
    {
        var valueAt = ValueAt.Nowhere;
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
            return KindWithoutType(json, in members, valueAt, ref entry);
        ref readonly var slot = ref members.All[type];
        if (slot.Token != JsonTokenType.String)
            throw NgsiLdErrors.Bad($"the type of {name.Value} is not a text");
        var text = EntityReader.TextOf(EntityReader.ValueOf(json, in slot));
        entry.Kind = Kinds.Parse(text);
        if (entry.Kind == AttributeKind.None)
        {
            if (GeometryText.DepthOf(text) < 0 || !GeometryText.LooksLikeOne(json))
                throw NgsiLdErrors.Bad($"'{Members.Show(text)}' is not a kind of attribute ({name.Value})");
            Infer(AttributeKind.GeoProperty, ref entry);
            return ValueAt.Whole;
        }
        if (valueAt < 0 && !MayLackValue)
            throw NgsiLdErrors.Bad($"{name.Value} has no {Text(Kinds.ValueMemberOf(entry.Kind))}");
        if (valueAt >= 0 && !Fits(members.All[valueAt].Member, entry.Kind))
            throw NgsiLdErrors.Bad($"{name.Value} is a {entry.Kind}: its value stands in {Text(Kinds.ValueMemberOf(entry.Kind))}");
        return valueAt;
    }

    private int KindWithoutType(ReadOnlySpan<byte> json, in MemberSlots members, int valueAt, ref InstanceEntry entry)
    {
        if (valueAt < 0)
        {
            if (_rules.Partial || (MayLackValue && HasOwnMembers(in members)))
                return ValueAt.Nowhere;
            Infer(AttributeKind.Property, ref entry);
            return ValueAt.Whole;
        }
        ref readonly var slot = ref members.All[valueAt];
        Infer(Kinds.OfMember(slot.Member), ref entry);
        if (entry.Kind == AttributeKind.Property && GeometryText.LooksLikeOne(EntityReader.ValueOf(json, in slot)))
            entry.Kind = AttributeKind.GeoProperty;
        return valueAt;
    }

    /// <summary>What is merged into a stored instance may name only what changes.</summary>
    private bool MayLackValue => _rules.Partial || _rules.Nulls == NullRule.DeletesAnything;

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

    private void WriteKind(in InstanceEntry entry)
    {
        var buffer = _builder.Buffer;
        buffer.Append((byte)'{');
        if (entry.Kind == AttributeKind.None)
            return;
        buffer.Append("\"type\":\""u8);
        buffer.Append(Kinds.NameOf(entry.Kind));
        buffer.Append("\","u8);
    }

    private ValueReader Values() => new(_terms, _rules.Nulls, _builder.Buffer);

    private void MarkNull(Iri name, ref InstanceEntry entry)
    {
        if (_rules.Nulls == NullRule.Refused)
            throw NgsiLdErrors.Bad($"{name.Value} is null, which is not allowed here");
        entry.Flags |= InstanceFlags.Null;
    }

    /// <summary>Whether the member holds NGSI-LD Null in the form that fits it (4.5.0).</summary>
    private static bool IsNullValue(ReadOnlySpan<byte> json, in MemberSlot slot)
    {
        var value = EntityReader.ValueOf(json, in slot);
        if (slot.Token == JsonTokenType.String)
            return EntityReader.TextOf(value).SequenceEqual(UriText.Null);
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

    /// <summary>A value whose kind the stored attribute decides (5.6.17, simplified): kept as it is.</summary>
    private void ReadBare(ReadOnlySpan<byte> json, JsonTokenType token, ref InstanceEntry entry)
    {
        entry.Flags = InstanceFlags.Bare;
        var buffer = _builder.Buffer;
        if (token == JsonTokenType.Null)
            throw NgsiLdErrors.Bad("an attribute is null; NGSI-LD writes \"urn:ngsi-ld:null\"");
        var start = buffer.Length;
        if (token == JsonTokenType.String && EntityReader.TextOf(json).SequenceEqual(UriText.Null))
        {
            entry.Flags |= InstanceFlags.Null;
            buffer.Append("{}"u8);
        }
        else if (token != JsonTokenType.StartObject || !ReadWrapped(json, ref entry))
        {
            var reader = new Utf8JsonReader(json);
            reader.Read();
            Utf8Json.CopyValue(ref reader, buffer);
            BodyText.RefuseForeign(buffer.Written[start..], _rules.Nulls);
        }
        entry.ValueStart = start;
        entry.ValueLength = buffer.Length - start;
    }

    /// <summary>The wrappers of simplified output, languageMap, vocab and json, say what is in them: checked, and terms expanded.</summary>
    private bool ReadWrapped(ReadOnlySpan<byte> json, ref InstanceEntry entry)
    {
        using var members = MemberSlots.Of(json, EntityReader.MaxDepth);
        if (members.Count != 1 || members.All[0].Member is not (Member.LanguageMap or Member.Vocab or Member.Json))
            return false;
        ref readonly var slot = ref members.All[0];
        if (IsNullValue(json, in slot))
            entry.Flags |= InstanceFlags.Null;
        _builder.Buffer.Append((byte)'{');
        if (!entry.Is(InstanceFlags.Null))
            Values().Write(Kinds.OfMember(slot.Member), EntityReader.ValueOf(json, in slot), slot.Token, ref entry);
        Close();
        return true;
    }

    /// <summary>Reads the value of a sub-attribute: one instance, or a list of them.</summary>
    internal void ReadSubAttribute(ReadOnlySpan<byte> name, ReadOnlySpan<byte> json, JsonTokenType token, int depth, int subNames)
    {
        var iri = Expand(name);
        if (!_builder.AddSubName(iri, subNames))
            throw NgsiLdErrors.Bad($"the sub-attribute '{Members.Show(name)}' is there twice");
        var buffer = _builder.Buffer;
        buffer.Append((byte)'"');
        buffer.Append(iri.Utf8);
        buffer.Append("\":"u8);
        if (token != JsonTokenType.StartArray || !IsListOfInstances(json))
        {
            ReadSubInstance(iri, json, token, depth);
            buffer.Append((byte)',');
            return;
        }
        var seen = new HashSet<string>(StringComparer.Ordinal);
        buffer.Append((byte)'[');
        var reader = new Utf8JsonReader(json);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
        {
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            if (!seen.Add(ReadSubInstance(iri, json[start..(int)reader.BytesConsumed], JsonTokenType.StartObject, depth)))
                throw NgsiLdErrors.Bad($"two instances of {iri.Value} have the same datasetId, or none");
            if (buffer.Written[^1] == '"')
                throw NgsiLdErrors.Bad($"one instance of {iri.Value} cannot be deleted by null; leave it out of the list");
            buffer.Append((byte)',');
        }
        buffer.Truncate(buffer.Length - 1);
        buffer.Append("],"u8);
    }

    private string ReadSubInstance(Iri iri, ReadOnlySpan<byte> json, JsonTokenType token, int depth)
    {
        var buffer = _builder.Buffer;
        var entry = new InstanceEntry { Start = buffer.Length, Flags = InstanceFlags.Plain, ExpiresAt = Instant.None };
        // Only the attribute itself may be given in part (5.6.4): what stands below it is whole.
        var whole = new InstanceReader(_terms, _rules with { Partial = false, Simplified = false, Nulls = Below(_rules.Nulls) }, _builder);
        whole.ReadInstance(iri, json, token, ref entry, depth + 1);
        if (entry.Is(InstanceFlags.Null))
        {
            buffer.Truncate(entry.Start);
            buffer.Append("\"urn:ngsi-ld:null\""u8);
        }
        return entry.DatasetLength == 0 || entry.Is(InstanceFlags.Null)
            ? "" : Members.Show(buffer.Written.Slice(entry.DatasetStart, entry.DatasetLength));
    }

    /// <summary>What Null may do one level down, where only merging goes deep.</summary>
    private static NullRule Below(NullRule nulls) => nulls switch
    {
        NullRule.DeletesAnything => NullRule.DeletesAnything,
        NullRule.DeletesMembers => NullRule.DeletesInstances,
        _ => NullRule.Refused,
    };

    internal ActiveContext Terms => _terms;

    internal ReadRules Rules => _rules;

    /// <summary>Whether an array holds attribute instances rather than being the value of one (4.5.5).</summary>
    private static bool IsListOfInstances(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        reader.Read();
        var count = 0;
        while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
        {
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            if (!IsInstance(json[start..(int)reader.BytesConsumed]))
                return false;
            count++;
        }
        return count > 0 && reader.TokenType == JsonTokenType.EndArray;
    }

    private static bool IsInstance(ReadOnlySpan<byte> json)
    {
        using var members = MemberSlots.Of(json, EntityReader.MaxDepth);
        foreach (ref readonly var slot in members.All)
        {
            if (Kinds.OfMember(slot.Member) != AttributeKind.None)
                return true;
            if (slot.Member == Member.Type && slot.Token == JsonTokenType.String
                && Kinds.Parse(EntityReader.TextOf(EntityReader.ValueOf(json, in slot))) != AttributeKind.None)
                return true;
        }
        return false;
    }

    private static string Text(ReadOnlySpan<byte> utf8) => Members.Show(utf8);

    private static class ValueAt
    {
        public const int Nowhere = -1;

        /// <summary>The object itself is the value.</summary>
        public const int Whole = -2;
    }
}
