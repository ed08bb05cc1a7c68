using System.Text.Json;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.JsonLd;

namespace Waziup.Ngsi.Model;

/// <summary>Reads attributes of simplified input (4.5.4).</summary>
internal readonly ref struct BareReader(ActiveContext terms, NullRule nulls, PooledBuffer buffer)
{
    /// <summary>A value whose kind the stored attribute decides (5.6.17, simplified): kept as it is.</summary>
    public void Read(ReadOnlySpan<byte> json, JsonTokenType token, ref InstanceEntry entry)
    {
        entry.Flags = InstanceFlags.Bare;
        if (token == JsonTokenType.Null)
            throw NgsiLdErrors.Bad("an attribute is null; NGSI-LD writes \"urn:ngsi-ld:null\"");
        var start = buffer.Length;
        if (token == JsonTokenType.String && BodyJson.TextOf(json).SequenceEqual(UriText.Null))
        {
            entry.Flags |= InstanceFlags.Null;
            buffer.Append("{}"u8);
        }
        else if (token != JsonTokenType.StartObject || !ReadWrapped(json, ref entry))
        {
            var reader = new Utf8JsonReader(json);
            reader.Read();
            Utf8Json.CopyValue(ref reader, buffer);
            BodyText.RefuseForeign(buffer.Written[start..], nulls);
        }
        entry.ValueStart = start;
        entry.ValueLength = buffer.Length - start;
    }

    /// <summary>The wrappers of simplified output, languageMap, vocab and json, say what is in them: checked, and terms expanded.</summary>
    private bool ReadWrapped(ReadOnlySpan<byte> json, ref InstanceEntry entry)
    {
        using var members = MemberSlots.OfChecked(json);
        if (members.Count != 1 || members.All[0].Member is not (Member.LanguageMap or Member.Vocab or Member.Json))
            return false;
        ref readonly var slot = ref members.All[0];
        if (InstanceKind.IsNull(json, in slot))
            entry.Flags |= InstanceFlags.Null;
        buffer.Append((byte)'{');
        if (!entry.Is(InstanceFlags.Null))
            new ValueReader(terms, nulls, buffer).Write(Kinds.OfMember(slot.Member), BodyJson.ValueOf(json, in slot), slot.Token, ref entry);
        buffer.Close((byte)'}');
        return true;
    }
}
