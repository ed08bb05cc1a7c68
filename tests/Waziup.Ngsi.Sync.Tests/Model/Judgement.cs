using Waziup.Ngsi.Sync.Exchange;
using Waziup.Ngsi.Sync.Logs;
using Waziup.Ngsi.Sync.Versions;

namespace Waziup.Ngsi.Sync.Tests.Model;

/// <summary>What has to hold between a gateway and the cloud.</summary>
static class Judgement
{
    /// <summary>On the way: a record that a cursor has passed and the cloud does not hold, though both believe that they have the same past; null for none.</summary>
    public static string? Untold(MemoryBroker gateway, MemoryBroker cloud)
    {
        var (peer, back) = (cloud.Peer(gateway.Node), gateway.Peer(cloud.Node));
        if (peer.IsCompareDue || back.IsCompareDue || peer.Epoch != gateway.Epoch || !gateway.Knows(peer.Witness) || !cloud.Knows(back.Witness))
            return null;
        var fills = peer.Streams.Values.Where(stream => stream.End < long.MaxValue).ToList();
        foreach (var record in gateway.Read(gateway.Before, gateway.Head.Sequence).Where(record => record.Origin != cloud.Node))
        {
            var at = record.Mark.Sequence;
            if (peer.Streams.TryGetValue(record.Lane == Lane.Control ? Sender.Control : Sender.Live, out var stream) && at <= stream.Cursor
                && !(record.Lane == Lane.Reading && fills.Exists(fill => at > fill.Cursor && at <= fill.End)) && !Holds(cloud, record.Item))
                return $"{gateway.Node}: the cursor has passed {record}, which the cloud does not have";
        }
        return null;
    }

    /// <summary>In the end: where both differ; null for nowhere.</summary>
    public static string? Differs(MemoryBroker gateway, MemoryBroker cloud)
    {
        if (gateway.Peer(cloud.Node).IsCompareDue || cloud.Peer(gateway.Node).IsCompareDue)
            return $"{gateway.Node} and the cloud are still being compared";
        return Difference($"{gateway.Node}: the end of", gateway.Ends, cloud.Ends)
            ?? Difference($"{gateway.Node}: the present of", gateway.Presents, cloud.Presents) ?? Difference($"{gateway.Node}: the past of", gateway.Pasts, cloud.Pasts);
    }

    private static bool Holds(MemoryBroker broker, Item item) => item switch
    {
        ValueVersion version => broker.Past(version.Slot, version.Key) is { } past && Join.InHistory(past, version) >= 0,
        _ => broker.Buried(item.Entity) >= item.Stamp,
    };

    private static string? Difference<TKey, TValue>(string what, IReadOnlyDictionary<TKey, TValue> here, IReadOnlyDictionary<TKey, TValue> there)
        where TKey : notnull
    {
        foreach (var key in here.Keys.Union(there.Keys))
        {
            if (!Equals(here.GetValueOrDefault(key), there.GetValueOrDefault(key)))
                return $"{what} {key}: {here.GetValueOrDefault(key)} but {there.GetValueOrDefault(key)} in the cloud";
        }
        return null;
    }
}
