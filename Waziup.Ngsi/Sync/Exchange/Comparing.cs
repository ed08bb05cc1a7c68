using Waziup.Ngsi.Sync.Logs;

namespace Waziup.Ngsi.Sync.Exchange;

/// <summary>A compare that is under way: both ends are noted, sums tell where both differ, and there both tell each other what they hold. Interrupted, it begins anew.</summary>
internal sealed class Comparing(IBroker broker, string receiver, SenderOptions options)
{
    private Mark _here;
    private Mark? _there;
    private Queue<string>? _entities;

    /// <summary>Whether both ends are noted; before that nothing else goes.</summary>
    public bool HasBegun => _there is not null;

    /// <summary>What to ask next.</summary>
    public Request Next(string session)
    {
        if (!HasBegun)
        {
            _here = broker.Log.Head;
            return new BeginCompare(broker.Node, session, broker.Epoch, _here);
        }
        if (_entities is null)
            return new AskDigests(broker.Node, session);
        if (_entities.Count == 0)
            return new EndCompare(broker.Node, session, broker.Log.Head);
        var some = _entities.Take(options.Entities).ToList();
        return new Swap(broker.Node, session, [.. some], [.. some.SelectMany(broker.ItemsOf)]);
    }

    /// <summary>Takes in what was answered.</summary>
    public void Take(Request request, Answer answer)
    {
        var peer = broker.Peer(receiver);
        switch (request, answer)
        {
            case (BeginCompare, Begun begun):
                _there = begun.Head;
                peer.Down = begun.Head.Sequence;
                peer.Streams.BeginBehind(_here.Sequence);
                break;
            case (AskDigests, Digests theirs):
                var mine = Digest.OfAll(broker);
                _entities = new Queue<string>(mine.Keys.Union(theirs.Of.Keys).Where(entity => mine.GetValueOrDefault(entity) != theirs.Of.GetValueOrDefault(entity)));
                break;
            case (Swap swap, Swapped swapped):
                foreach (var item in swapped.Items)
                    broker.Take(new Told(Lane.Control, item), receiver);
                for (var i = 0; i < swap.Entities.Length; i++)
                    _entities!.Dequeue();
                break;
            case (EndCompare, Done done):
                (peer.IsCompareDue, peer.Witness) = (false, done.Head);
                break;
            default:
                throw new ArgumentException($"no answer to {request.GetType()}", nameof(answer));
        }
    }
}
