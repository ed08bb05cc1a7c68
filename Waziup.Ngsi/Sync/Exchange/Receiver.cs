using Waziup.Ngsi.Sync.Logs;
using Waziup.Ngsi.Sync.Versions;

namespace Waziup.Ngsi.Sync.Exchange;

/// <summary>The side that is called: the cloud. Its cursor is the only truth, and moves in the transaction that takes the data over.</summary>
/// <param name="broker">What it holds; each answer is one transaction.</param>
/// <param name="sessions">Makes names of sessions that nobody guesses. Sessions end with the process.</param>
public sealed class Receiver(IBroker broker, Func<string> sessions)
{
    private readonly Dictionary<string, (string Name, long Number)> _sessions = new(StringComparer.Ordinal);

    /// <summary>Answers a request.</summary>
    public Answer Answer(Request request)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request is Hello hello)
            return Greet(hello);
        if (!_sessions.TryGetValue(request.Node, out var session) || session.Name != request.Session)
            return new SayHello();
        // Batches come late without harm: their cursors say so.
        if (request.Number < session.Number && request is (BeginCompare or Swap or EndCompare))
            return new SayHello();
        _sessions[request.Node] = (session.Name, Math.Max(session.Number, request.Number));
        return request switch
        {
            Batch batch => Take(batch),
            Ask ask => Tell(ask),
            BeginCompare begin => Begin(begin),
            AskDigests => new Digests(Digest.OfAll(broker)),
            Swap swap => Exchange(swap),
            EndCompare end => End(end),
            _ => throw new ArgumentException($"unknown request {request.GetType()}", nameof(request)),
        };
    }

    private Welcome Greet(Hello hello)
    {
        var peer = broker.Peer(hello.Node);
        var session = sessions();
        _sessions[hello.Node] = (session, hello.Number);
        var knows = broker.Log.Knows(hello.Witness) && hello.Down >= broker.Log.Before && hello.Down <= broker.Log.Head.Sequence;
        return new Welcome(session, peer.Epoch is null ? null : peer.Witness, peer.Epoch, knows, peer.IsCompareDue, [.. peer.Streams.Values]);
    }

    /// <summary>Takes a batch over, once: what is repeated does nothing, and what would leave a gap is refused.</summary>
    private Answer Take(Batch batch)
    {
        var peer = broker.Peer(batch.Node);
        if (peer.Epoch != batch.Epoch || !peer.Streams.TryGetValue(batch.Stream, out var stream))
            return new SayHello();
        if (batch.Upto <= stream.Cursor || batch.After > stream.Cursor)
            return new Taken(stream.Cursor, broker.Log.Head);
        foreach (var told in batch.Items)
            broker.Take(told, batch.Node);
        peer.Streams.Advance(batch, stream);
        // What is compared is not learnt before that has ended: else the next loss would not be noticed.
        if (!peer.IsCompareDue && batch.Head.Sequence >= peer.Witness.Sequence)
            peer.Witness = batch.Head;
        return new Taken(batch.Upto, broker.Log.Head);
    }

    private Down Tell(Ask ask)
    {
        var log = broker.Log;
        if (ask.After < log.Before || ask.After > log.Head.Sequence)
            return new Down(ask.After, log.Head, [], IsLost: true);
        var records = log.Read(ask.After, log.Head.Sequence).Take(ask.Most).ToList();
        var upto = records is [.., var last] ? last.Mark.Sequence : ask.After;
        return new Down(upto, log.Head, [.. records.Where(record => record.Origin != ask.Node).Select(record => new Told(record.Lane, record.Item))]);
    }

    private Begun Begin(BeginCompare begin)
    {
        var peer = broker.Peer(begin.Node);
        (peer.Epoch, peer.IsCompareDue) = (begin.Epoch, true);
        peer.Streams.BeginBehind(begin.Head.Sequence);
        return new Begun(broker.Log.Head);
    }

    private Swapped Exchange(Swap swap)
    {
        var held = swap.Entities.SelectMany(broker.ItemsOf).ToList();
        foreach (var item in swap.Items)
            broker.Take(new Told(Lane.Control, item), swap.Node);
        return new Swapped([.. held]);
    }

    private Done End(EndCompare end)
    {
        var peer = broker.Peer(end.Node);
        (peer.IsCompareDue, peer.Witness) = (false, end.Head);
        return new Done(broker.Log.Head);
    }
}
