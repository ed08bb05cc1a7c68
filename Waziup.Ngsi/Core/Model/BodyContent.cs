namespace Waziup.Ngsi.Model;

/// <summary>Compares bodies.</summary>
internal static class BodyContent
{
    /// <summary>Whether two bodies say the same, whatever times their sub-attributes carry.</summary>
    public static bool IsSame(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        if (left.SequenceEqual(right))
            return true;
        if (left.IsEmpty || right.IsEmpty || left[0] != '{' || right[0] != '{')
            return false;
        using var one = MemberSlots.OfChecked(left);
        using var other = MemberSlots.OfChecked(right);
        var at = 0;
        foreach (ref readonly var slot in one.All)
        {
            if (slot.Member == Member.Output)
                continue;
            while (at < other.Count && other.All[at].Member == Member.Output)
                at++;
            if (at == other.Count || !BodyJson.NameOf(left, in slot).SequenceEqual(BodyJson.NameOf(right, in other.All[at])))
                return false;
            var value = BodyJson.ValueOf(left, in slot);
            var otherValue = BodyJson.ValueOf(right, in other.All[at++]);
            if (slot.Member == Member.Attribute ? !IsSame(value, otherValue) : !value.SequenceEqual(otherValue))
                return false;
        }
        while (at < other.Count && other.All[at].Member == Member.Output)
            at++;
        return at == other.Count;
    }
}
