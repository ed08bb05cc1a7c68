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
        // A source tells of an attribute that none of its instances is in the window.
        if (_rules is { Temporal: true, SystemTimes: true } && token == JsonTokenType.StartArray && json[1..^1].Trim(" \t\r\n"u8).IsEmpty)
            return;
        _builder.BeginAttribute(name.Utf8);
        var isList = token == JsonTokenType.StartArray && !_rules.Simplified && InstanceList.Is(json);
        if (_rules.Temporal && token == JsonTokenType.StartArray && !isList)
            throw NgsiLdErrors.Bad($"{name.Value} is an array, yet not of instances");
        if (isList)
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
            new BareReader(_terms, _rules.Nulls, _builder.Buffer).Read(json, token, ref entry);
        else
            ReadInstance(name, json, token, ref entry, depth: 0);
        if (!_rules.Partial && entry.Kind is not (AttributeKind.GeoProperty or AttributeKind.None) && !entry.Is(InstanceFlags.Null) && Core.IsGeo(name.Utf8))
            throw NgsiLdErrors.Bad($"{name.Value} has to be a GeoProperty");
        if (_rules.Temporal && entry.Is(InstanceFlags.Null) && entry.ObservedAt.IsNone && entry.ModifiedAt.IsNone)
            throw NgsiLdErrors.Bad($"an instance of {name.Value} is null without deletedAt or observedAt to tell when");
        if (!_rules.Temporal && HasInstance(name.Utf8, in entry))
            throw NgsiLdErrors.Bad($"two instances of {name.Value} have the same datasetId, or none");
        _builder.AddInstance(entry);
    }

    private bool HasInstance(ReadOnlySpan<byte> name, in InstanceEntry entry) =>
        _builder.Has(name, _builder.Buffer.Written.Slice(entry.DatasetStart, entry.DatasetLength));

    /// <summary>Reads one instance and writes its body; tells what the index has to know.</summary>
    internal void ReadInstance(Iri name, ReadOnlySpan<byte> json, JsonTokenType token, ref InstanceEntry entry, int depth)
    {
        if (depth > MaxAttributeDepth)
            throw NgsiLdErrors.Bad($"sub-attributes nest deeper than {MaxAttributeDepth}");
        switch (token)
        {
            case JsonTokenType.Null:
                throw NgsiLdErrors.Bad($"{name.Value} is null; NGSI-LD writes \"urn:ngsi-ld:null\", where it may be deleted");
            case JsonTokenType.String when BodyJson.TextOf(json).SequenceEqual(UriText.Null):
                MarkNull(name, ref entry);
                _builder.Buffer.Append("{}"u8);
                return;
            case JsonTokenType.StartObject:
                using (var members = MemberSlots.OfChecked(json))
                    ReadObject(name, json, in members, ref entry, depth);
                break;
            default:
                InstanceKind.Infer(AttributeKind.Property, ref entry);
                WriteKind(in entry);
                Values().Write(AttributeKind.Property, json, token, ref entry);
                _builder.Buffer.Close((byte)'}');
                break;
        }
        if (name.Equals(InstanceMembers.Proof) && entry.ValueLength > 0
            && (entry.Kind != AttributeKind.Property || _builder.Buffer.Written[entry.ValueStart] != '{'))
            throw NgsiLdErrors.Bad("ngsildproof is a Property whose value is an object");
    }

    private void ReadObject(Iri name, ReadOnlySpan<byte> json, in MemberSlots members, ref InstanceEntry entry, int depth)
    {
        var valueAt = InstanceKind.Find(name, json, in members, in _rules, ref entry);
        if (valueAt == InstanceKind.Whole)
        {
            WriteKind(in entry);
            Values().Write(entry.Kind, json, JsonTokenType.StartObject, ref entry);
            _builder.Buffer.Close((byte)'}');
            return;
        }
        if (valueAt >= 0 && InstanceKind.IsNull(json, in members.All[valueAt]))
        {
            if (_rules.Temporal && depth == 0)
                MarkDeletion(json, in members, ref entry);
            else
                MarkNull(name, ref entry);
        }
        WriteKind(in entry);
        if (valueAt >= 0 && !entry.Is(InstanceFlags.Null))
            Values().Write(entry.Kind, BodyJson.ValueOf(json, in members.All[valueAt]), members.All[valueAt].Token, ref entry);
        // Sub-attributes come last, so that the places of value and datasetId do not depend on them.
        var subNames = _builder.SubNames.Start();
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
        _builder.SubNames.End(subNames);
        _builder.Buffer.Close((byte)'}');
    }

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

    /// <summary>4.5.6: an instance says that the attribute was deleted, and perhaps when.</summary>
    private static void MarkDeletion(ReadOnlySpan<byte> json, in MemberSlots members, ref InstanceEntry entry)
    {
        entry.Flags |= InstanceFlags.Null;
        foreach (ref readonly var slot in members.All)
        {
            if (slot.Member == Member.Output && BodyJson.NameOf(json, in slot).EndsWith("deletedAt"u8) && slot.Token == JsonTokenType.String
                && !Instant.TryParse(BodyJson.TextOf(BodyJson.ValueOf(json, in slot)), out entry.ModifiedAt))
                throw NgsiLdErrors.NotATime("deletedAt");
        }
    }

    private void MarkNull(Iri name, ref InstanceEntry entry)
    {
        if (_rules.Nulls == NullRule.Refused)
            throw NgsiLdErrors.Bad($"{name.Value} is null, which is not allowed here");
        entry.Flags |= InstanceFlags.Null;
    }

    internal SubAttributeReader SubAttributes => new(_terms, _rules, _builder);

    internal ActiveContext Terms => _terms;

    internal ReadRules Rules => _rules;
}
