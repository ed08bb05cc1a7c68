using System.Text;

namespace Waziup.Ngsi.Model;

/// <summary>Finds what the body of a stored instance is and says.</summary>
internal static class InstanceBody
{
    /// <summary>The stored kind.</summary>
    public static AttributeKind KindOf(ReadOnlySpan<byte> body, in MemberSlots members)
    {
        var at = members.Find(Member.Type);
        return at < 0 ? AttributeKind.Property : Kinds.Parse(BodyJson.ValueOf(body, in members.All[at])[1..^1]);
    }

    /// <summary>Which member holds the value; -1: none.</summary>
    public static int ValueAt(in MemberSlots members)
    {
        for (var i = 0; i < members.Count; i++)
        {
            if (Kinds.OfMember(members.All[i].Member) != AttributeKind.None)
                return i;
        }
        return -1;
    }

    /// <summary>The unitCode; null for none.</summary>
    public static string? UnitCodeOf(ReadOnlySpan<byte> body, in MemberSlots members)
    {
        var at = members.Find(Member.UnitCode);
        return at < 0 ? null : Encoding.UTF8.GetString(BodyJson.TextOf(BodyJson.ValueOf(body, in members.All[at])));
    }

    /// <summary>The text of a member; nothing for -1.</summary>
    public static ReadOnlySpan<byte> Json(ReadOnlySpan<byte> body, scoped in MemberSlots members, int at) =>
        at < 0 ? default : BodyJson.ValueOf(body, in members.All[at]);

    /// <summary>The value in a body, as JSON; nothing where it has none.</summary>
    public static ReadOnlySpan<byte> ValueOf(ReadOnlySpan<byte> body)
    {
        if (body.IsEmpty)
            return default;
        using var members = MemberSlots.OfChecked(body);
        return Json(body, in members, ValueAt(in members));
    }
}
