using System.Text.Json;
using Waziup.Ngsi.Json;

namespace Waziup.Ngsi.Model;

/// <summary>Finds in a written body what the index has to know about it.</summary>
internal static class BodyScan
{
    public static InstanceEntry Entry(PooledBuffer output, int start)
    {
        var body = output.Written[start..];
        var entry = new InstanceEntry { Start = start, Flags = InstanceFlags.Plain, ObservedAt = Instant.None, ExpiresAt = Instant.None };
        using var members = MemberSlots.OfChecked(body);
        foreach (ref readonly var slot in members.All)
        {
            switch (slot.Member)
            {
                case Member.Type:
                    entry.Kind = Kinds.Parse(BodyJson.ValueOf(body, in slot)[1..^1]);
                    if (entry.Kind == AttributeKind.VocabProperty)
                        entry.Flags &= ~InstanceFlags.Plain;
                    break;
                case Member.DatasetId:
                    entry.DatasetStart = start + slot.ValueStart + 1;
                    entry.DatasetLength = slot.ValueLength - 2;
                    break;
                case Member.ObservedAt:
                    _ = Instant.TryParse(BodyJson.ValueOf(body, in slot)[1..^1], out entry.ObservedAt);
                    break;
                case Member.UnitCode:
                    break;
                default:
                    if (Kinds.OfMember(slot.Member) == AttributeKind.None)
                    {
                        entry.Flags &= ~InstanceFlags.Plain;
                        break;
                    }
                    entry.ValueStart = start + slot.ValueStart;
                    entry.ValueLength = slot.ValueLength;
                    break;
            }
        }
        return entry;
    }
}
