using System.Text;
using System.Text.Json;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Access.Disclosing;

/// <summary>Writes a stored instance in the form in which it is disclosed.</summary>
/// <remarks>Under any form but show what stands beside the value is left out, unless a rule names it: it may say what the value does not.</remarks>
internal static class InstanceDisclosure
{
    private static ReadOnlySpan<byte> Proof => "ngsildproof"u8;

    /// <inheritdoc cref="Write(PooledBuffer, ReadOnlySpan{byte}, ReadOnlySpan{byte}, AttributeForm, Disclosure, out bool)"/>
    public static bool Write(PooledBuffer output, ReadOnlySpan<byte> body, ReadOnlySpan<byte> attribute, AttributeForm rules, Disclosure form) =>
        Write(output, body, attribute, rules, form, out _);

    /// <summary>Appends the body.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="body">The stored body.</param>
    /// <param name="attribute">The expanded name of the attribute.</param>
    /// <param name="rules">What is disclosed of the attribute.</param>
    /// <param name="form">The form of this instance.</param>
    /// <param name="isWhole">Whether all of it is shown; if not, system times would tell when what is not shown was changed.</param>
    /// <returns>Whether anything is shown; if not, nothing was appended.</returns>
    public static bool Write(PooledBuffer output, ReadOnlySpan<byte> body, ReadOnlySpan<byte> attribute, AttributeForm rules, Disclosure form, out bool isWhole)
    {
        isWhole = false;
        var start = output.Length;
        using var members = MemberSlots.OfChecked(body);
        var kind = InstanceBody.KindOf(body, in members);
        var valueAt = InstanceBody.ValueAt(in members);
        if (form.IsHidden || !Value(output, body, in members, kind, valueAt, attribute, form))
        {
            output.Truncate(start);
            return false;
        }
        var datasetAt = members.Find(Member.DatasetId);
        var dataset = datasetAt < 0 ? [] : BodyJson.ValueOf(body, in members.All[datasetAt])[1..^1];
        isWhole = form is { Value: ValueStep.Show, Parts: null } && IsWhole(body, in members, rules, form, dataset);
        for (var i = 0; i < members.Count; i++)
        {
            ref readonly var slot = ref members.All[i];
            if (slot.Member == Member.Attribute)
                SubAttribute(output, body, in slot, rules, form, dataset, isWhole);
            else if (slot.Member == Member.ObservedAt && form.Parts is { } parts)
                Part(output, BodyJson.TextOf(BodyJson.ValueOf(body, in slot)), parts);
            else if (i != valueAt && Stays(slot.Member, form))
                Copy(output, body, in slot);
        }
        output.Append((byte)'}');
        return true;
    }

    private static bool Value(
        PooledBuffer output, ReadOnlySpan<byte> body, in MemberSlots members, AttributeKind kind, int valueAt, ReadOnlySpan<byte> attribute, Disclosure form)
    {
        output.Append("{\"type\":\""u8);
        output.Append(Kinds.NameOf(kind));
        output.Append("\",\""u8);
        output.Append(Kinds.ValueMemberOf(kind));
        output.Append("\":"u8);
        return new ValueDisclosure(attribute, form).Write(output, kind, InstanceBody.Json(body, in members, valueAt), InstanceBody.UnitCodeOf(body, in members));
    }

    private static bool Stays(Member member, Disclosure form) => member switch
    {
        Member.Type => false,
        Member.DatasetId or Member.ObservedAt => true,
        Member.UnitCode => form.Value is ValueStep.Show or ValueStep.Generalise or ValueStep.Round,
        Member.Sealed or Member.SealedType => form.IsShown,
        _ => form is { Value: ValueStep.Show, Parts: null },
    };

    private static void Part(PooledBuffer output, ReadOnlySpan<byte> time, AlignedPeriod parts)
    {
        if (!Instant.TryParse(time, out var observed))
            return;
        output.Append(",\"observedAt\":"u8);
        parts.StartOf(observed).AppendTo(output);
    }

    /// <summary>Whether an attribute is a proof.</summary>
    public static bool IsProof(ReadOnlySpan<byte> name) => name.EndsWith(Proof);

    /// <summary>Whether a text may hold a proof, or what is sealed in one. By one that covers what is not shown, guesses could be tried.</summary>
    public static bool MayProve(ReadOnlySpan<byte> text) => text.IndexOf(Proof) >= 0 || text.IndexOf("IdSealed"u8) >= 0;

    /// <summary>Whether everything beside the value is shown.</summary>
    private static bool IsWhole(ReadOnlySpan<byte> body, in MemberSlots members, AttributeForm rules, Disclosure form, ReadOnlySpan<byte> dataset)
    {
        foreach (ref readonly var slot in members.All)
        {
            if (slot.Member == Member.Attribute && !rules.ShowsBeside(BodyJson.NameOf(body, in slot), form, dataset))
                return false;
        }
        return true;
    }

    private static void SubAttribute(
        PooledBuffer output, ReadOnlySpan<byte> body, in MemberSlot slot, AttributeForm rules, Disclosure form, ReadOnlySpan<byte> dataset, bool isWhole)
    {
        var name = BodyJson.NameOf(body, in slot);
        if (!rules.ShowsBeside(name, form, dataset) || ((!isWhole || !form.IsShown || !rules.ShowsProofs) && (IsProof(name) || MayProve(BodyJson.ValueOf(body, in slot)))))
            return;
        if (form.Aliases is null || form.Value != ValueStep.Show)
        {
            Copy(output, body, in slot);
            return;
        }
        // What it points at is an alias, wherever it stands.
        var start = output.Length;
        Name(output, body, in slot);
        var json = BodyJson.ValueOf(body, in slot);
        if (!(slot.Token == JsonTokenType.StartObject ? Write(output, json, name, AttributeForm.Shown, form) : Several(output, json, name, form)))
            output.Truncate(start);
    }

    private static bool Several(PooledBuffer output, ReadOnlySpan<byte> json, ReadOnlySpan<byte> name, Disclosure form)
    {
        var any = false;
        output.Append((byte)'[');
        var reader = new Utf8JsonReader(json);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
        {
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            if (!Write(output, json[start..(int)reader.BytesConsumed], name, AttributeForm.Shown, form))
                continue;
            output.Append((byte)',');
            any = true;
        }
        output.Close((byte)']');
        return any;
    }

    private static void Copy(PooledBuffer output, ReadOnlySpan<byte> body, in MemberSlot slot)
    {
        Name(output, body, in slot);
        output.Append(BodyJson.ValueOf(body, in slot));
    }

    private static void Name(PooledBuffer output, ReadOnlySpan<byte> body, in MemberSlot slot)
    {
        output.Append(",\""u8);
        output.Append(body.Slice(slot.NameStart, slot.NameLength));
        output.Append("\":"u8);
    }
}
