using System.Text.Json;

namespace Waziup.Ngsi.Model;

/// <summary>Tells several instances of an attribute from an array that is a value (4.5.5).</summary>
internal static class InstanceList
{
    /// <summary>Whether an array holds attribute instances rather than being the value of one (4.5.5).</summary>
    public static bool Is(ReadOnlySpan<byte> json)
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

    /// <summary>Whether an object is an attribute instance rather than a value, or a fragment that holds attributes.</summary>
    public static bool IsInstance(ReadOnlySpan<byte> json)
    {
        using var members = MemberSlots.OfChecked(json);
        foreach (ref readonly var slot in members.All)
        {
            if (Kinds.OfMember(slot.Member) != AttributeKind.None)
                return true;
            if (slot.Member == Member.Type && slot.Token == JsonTokenType.String
                && Kinds.Parse(BodyJson.TextOf(BodyJson.ValueOf(json, in slot))) != AttributeKind.None)
                return true;
        }
        return false;
    }
}
