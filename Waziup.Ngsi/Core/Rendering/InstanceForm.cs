using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Rendering;

/// <summary>What of a stored instance decides how it is written.</summary>
internal static class InstanceForm
{
    /// <summary>4.5.17: a Property or GeoProperty with nothing but a value is that value.</summary>
    public static bool IsBare(ReadOnlySpan<byte> body, in MemberSlots members, AttributeKind kind, int valueAt)
    {
        if (kind is not (AttributeKind.Property or AttributeKind.GeoProperty))
            return false;
        foreach (ref readonly var slot in members.All)
        {
            if (slot.Member is not (Member.Type or Member.Value or Member.Output or Member.ExpiresAt))
                return false;
        }
        var json = InstanceBody.Json(body, in members, valueAt);
        return kind == AttributeKind.GeoProperty || (json[0] is not ((byte)'{' or (byte)'[')) || !ReadsAsInstance(json);
    }

    /// <summary>Whether a value, standing alone, would be read back as something else.</summary>
    private static bool ReadsAsInstance(ReadOnlySpan<byte> json)
    {
        if (json[0] == '[')
            return json.IndexOf((byte)'{') >= 0;
        using var members = MemberSlots.OfChecked(json);
        foreach (ref readonly var slot in members.All)
        {
            if (slot.Member != Member.Attribute)
                return true;
        }
        return false;
    }

    /// <summary>Concise form leaves the type out unless the value would suggest another one.</summary>
    public static bool NeedsType(AttributeKind kind, ReadOnlySpan<byte> json) =>
        kind == AttributeKind.Property && !json.IsEmpty && json[0] == '{' && GeometryText.LooksLikeOne(json);
}
