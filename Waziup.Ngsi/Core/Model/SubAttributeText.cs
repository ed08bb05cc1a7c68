using System.Text.Json;
using Waziup.Ngsi.Json;

namespace Waziup.Ngsi.Model;

/// <summary>Writes sub-attributes with the times that they do not share with their attribute.</summary>
internal static class SubAttributeText
{
    /// <summary>Copies a body whose sub-attributes are newer than the instance itself: each is told its time.</summary>
    public static void CopyWithNewParts(PooledBuffer output, ReadOnlySpan<byte> body, Instant stamp)
    {
        using var members = MemberSlots.OfChecked(body);
        output.Append((byte)'{');
        foreach (ref readonly var slot in members.All)
        {
            if (slot.Member == Member.Attribute)
                Write(output, body, in slot, createdAt: stamp, modifiedAt: Instant.None, partial: false);
            else
                MemberText.Raw(output, body, in slot);
        }
        output.Close((byte)'}');
    }

    /// <summary>Writes one that the client gave, or each of a list, with its times.</summary>
    public static void Write(PooledBuffer output, ReadOnlySpan<byte> body, in MemberSlot slot, Instant createdAt, Instant modifiedAt, bool partial)
    {
        MemberText.Name(output, body, in slot);
        var value = BodyJson.ValueOf(body, in slot);
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
        BodyMerger.Strip(stripped, body, BodyMerger.KindOf(body));
        Stamped(output, stripped.Written, createdAt, modifiedAt);
    }

    /// <summary>A sub-attribute with its times, which stand first; times that it inherits are not written.</summary>
    public static void Stamped(PooledBuffer output, ReadOnlySpan<byte> body, Instant createdAt, Instant modifiedAt)
    {
        output.Append((byte)'{');
        createdAt.AppendMember(output, "\"createdAt\":"u8);
        modifiedAt.AppendMember(output, "\"modifiedAt\":"u8);
        output.Append(body[1..]);
    }

    public static Instant CreatedAt(ReadOnlySpan<byte> body)
    {
        if (!body.StartsWith("{\"createdAt\":\""u8))
            return Instant.None;
        var text = body["{\"createdAt\":\""u8.Length..];
        _ = Instant.TryParse(text[..text.IndexOf((byte)'"')], out var instant);
        return instant;
    }
}
