using Waziup.Ngsi.Json;

namespace Waziup.Ngsi.Model;

/// <summary>Copies members of stored bodies as they are spelled.</summary>
internal static class MemberText
{
    /// <summary>A member's name as it is spelled; names in stored bodies are spelled in one way alone.</summary>
    public static ReadOnlySpan<byte> NameOf(ReadOnlySpan<byte> json, in MemberSlot slot) => json.Slice(slot.NameStart, slot.NameLength);

    public static void Name(PooledBuffer output, ReadOnlySpan<byte> json, in MemberSlot slot)
    {
        output.Append((byte)'"');
        output.Append(NameOf(json, in slot));
        output.Append("\":"u8);
    }

    public static void Raw(PooledBuffer output, ReadOnlySpan<byte> json, in MemberSlot slot)
    {
        Name(output, json, in slot);
        output.Append(BodyJson.ValueOf(json, in slot));
        output.Append((byte)',');
    }
}
