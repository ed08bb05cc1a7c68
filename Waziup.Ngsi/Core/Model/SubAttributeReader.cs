using System.Text.Json;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.JsonLd;

namespace Waziup.Ngsi.Model;

/// <summary>Reads what stands below an attribute: properties of properties, relationships of relationships, to a bounded depth.</summary>
internal readonly ref struct SubAttributeReader(ActiveContext terms, ReadRules rules, EntityBuilder builder)
{
    /// <summary>Reads the value of a sub-attribute: one instance, or a list of them.</summary>
    public void Read(ReadOnlySpan<byte> name, ReadOnlySpan<byte> json, JsonTokenType token, int depth, int names)
    {
        var iri = InstanceReader.Expand(name, terms);
        if (!builder.SubNames.Add(iri, names))
            throw NgsiLdErrors.Bad($"the sub-attribute '{Members.Show(name)}' is there twice");
        var buffer = builder.Buffer;
        buffer.Append((byte)'"');
        buffer.Append(iri.Utf8);
        buffer.Append("\":"u8);
        if (token != JsonTokenType.StartArray || !InstanceList.Is(json))
        {
            ReadInstance(iri, json, token, depth);
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
            if (!seen.Add(ReadInstance(iri, json[start..(int)reader.BytesConsumed], JsonTokenType.StartObject, depth)))
                throw NgsiLdErrors.Bad($"two instances of {iri.Value} have the same datasetId, or none");
            if (buffer.Written[^1] == '"')
                throw NgsiLdErrors.Bad($"one instance of {iri.Value} cannot be deleted by null; leave it out of the list");
            buffer.Append((byte)',');
        }
        buffer.Truncate(buffer.Length - 1);
        buffer.Append("],"u8);
    }

    private string ReadInstance(Iri iri, ReadOnlySpan<byte> json, JsonTokenType token, int depth)
    {
        var buffer = builder.Buffer;
        var entry = new InstanceEntry { Start = buffer.Length, Flags = InstanceFlags.Plain, ExpiresAt = Instant.None };
        // Only the attribute itself may be given in part (5.6.4): what stands below it is whole.
        var whole = new InstanceReader(terms, rules with { Partial = false, Simplified = false, Nulls = Below(rules.Nulls) }, builder);
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
}
