using Waziup.Ngsi.Json;

namespace Waziup.Ngsi.Model;

/// <summary>Merges the values of a Property or LanguageProperty (5.5.12).</summary>
internal static class JsonMerge
{
    private static ReadOnlySpan<byte> NullText => "\"urn:ngsi-ld:null\""u8;

    /// <summary>RFC 7396 with NGSI-LD Null in place of null: members of objects merge, everything else is replaced.</summary>
    public static void Run(PooledBuffer output, ReadOnlySpan<byte> target, ReadOnlySpan<byte> patch)
    {
        if (patch.IsEmpty || patch[0] != '{')
        {
            output.Append(patch);
            return;
        }
        using var old = MemberSlots.OfChecked(!target.IsEmpty && target[0] == '{' ? target : "{}"u8);
        using var add = MemberSlots.OfChecked(patch);
        var inPatch = new MemberFinder(patch, add.All, old.Count);
        var inTarget = new MemberFinder(target, old.All, add.Count);
        output.Append((byte)'{');
        foreach (ref readonly var slot in old.All)
        {
            var at = inPatch.Find(MemberText.NameOf(target, in slot));
            if (at < 0)
                MemberText.Raw(output, target, in slot);
            else
                Patched(output, target, in slot, patch, in add.All[at]);
        }
        foreach (ref readonly var slot in add.All)
        {
            if (inTarget.Find(MemberText.NameOf(patch, in slot)) < 0)
                Patched(output, default, default, patch, in slot);
        }
        output.Close((byte)'}');
    }

    private static void Patched(PooledBuffer output, ReadOnlySpan<byte> target, in MemberSlot old, ReadOnlySpan<byte> patch, in MemberSlot add)
    {
        var value = BodyJson.ValueOf(patch, in add);
        if (value.SequenceEqual(NullText))
            return;
        MemberText.Name(output, patch, in add);
        Run(output, target.IsEmpty ? default : BodyJson.ValueOf(target, in old), value);
        output.Append((byte)',');
    }
}
