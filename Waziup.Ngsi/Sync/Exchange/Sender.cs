using Waziup.Ngsi.Sync.Logs;

namespace Waziup.Ngsi.Sync.Exchange;

/// <summary>The side that calls: a gateway. It says what to ask next, and takes the answer in; between them anything may be lost, and after a loss it begins with hello.</summary>
/// <remarks>
/// 1 hello tells how far the receiver is, which alone counts, and whether one of both has lost something      3 then what the receiver has to tell
/// 2 control first; live readings, those that were passed over, the newest first                              4 a compare, where one is due; these in turns
/// </remarks>
/// <param name="broker">What it holds; each call here is one transaction.</param>
/// <param name="receiver">Who is called.</param>
/// <param name="epochs">Makes names of timelines that nobody else makes.</param>
/// <param name="options">How much at once.</param>
public sealed class Sender(IBroker broker, string receiver, Func<string> epochs, SenderOptions options)
{
    /// <summary>The stream of everything but readings.</summary>
    public const string Control = "control";

    /// <summary>The stream of readings as they come.</summary>
    public const string Live = "live";

    private const string Fill = "fill-";
    private const int Turns = 5;

    private readonly Batches _batches = new(broker, receiver, options);
    private string _session = "";
    private Comparing? _comparing;
    private Hello? _hello;
    private int _turn;
    private long _number;

    private IPeer Peer => broker.Peer(receiver);

    private bool IsConnected => _session.Length > 0;

    /// <summary>Up to where the log is not needed any more.</summary>
    public long Acknowledged => Peer is { IsCompareDue: false, Streams.Count: > 0 } peer ? peer.Streams.Values.Min(stream => stream.Cursor) : broker.Log.Before;

    /// <summary>The link was lost: what became of the last request is not known.</summary>
    public void Lost() => (_session, _comparing, _hello) = ("", null, null);

    /// <summary>What to ask next; null where there is nothing to tell, and nothing is due.</summary>
    /// <param name="asks">Whether what the receiver has to tell is wanted now.</param>
    public Request? Next(bool asks)
    {
        var request = Chosen(asks);
        request = request is null ? null : request with { Number = ++_number };
        if (request is Hello hello)
            _hello = hello;
        return request;
    }

    private Request? Chosen(bool asks)
    {
        if (!IsConnected)
            return new Hello(broker.Node, Peer.Witness, Peer.Down);
        _comparing = Peer.IsCompareDue ? _comparing ?? new Comparing(broker, receiver, options) : null;
        if (_comparing is { HasBegun: false })
            return _comparing.Next(_session);
        if (_batches.Control(_session, isEmpty: false) is { } control)
            return control;
        // All others take turns: however much there is of one, the rest comes too.
        for (var left = Turns; left > 0; left--)
        {
            if (InTurn(_turn++ % Turns, asks) is { } request)
                return request;
        }
        return null;
    }

    /// <summary>Takes in what was answered. What belongs to a session that has ended is passed over: it may be about a log that is not there any more.</summary>
    public void Take(Request request, Answer answer)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request is Hello ? !ReferenceEquals(request, _hello) : request.Session != _session)
            return;
        switch (request, answer)
        {
            case (_, SayHello):
                Lost();
                break;
            case (Hello, Welcome welcome):
                _hello = null;
                Greeted(welcome);
                break;
            case (Batch batch, Taken taken):
                if (!_batches.Take(batch, taken))
                    Lost();
                Learn(taken.Head);
                break;
            case (Ask ask, Down down):
                Told(ask, down);
                break;
            default:
                (_comparing ?? throw new ArgumentException($"no answer to {request.GetType()}", nameof(answer))).Take(request, answer);
                break;
        }
    }

    private Request? InTurn(int turn, bool asks) => turn switch
    {
        0 => _batches.Live(_session),
        1 => asks ? new Ask(broker.Node, _session, Peer.Down, options.Records) : null,
        2 => _comparing?.Next(_session),
        3 => _batches.Fill(_session),
        _ => _batches.Control(_session, isEmpty: true),
    };

    private void Greeted(Welcome welcome)
    {
        _session = welcome.Session;
        var (peer, log) = (Peer, broker.Log);
        var isMine = welcome.Epoch == broker.Epoch && welcome.Witness is { } witness && log.Knows(witness);
        var isAhead = welcome.Streams.Any(stream => stream.Cursor > log.Head.Sequence);
        // Somebody has gone on from the same beginning: this log was put back, or it is a copy.
        if (isAhead || (welcome.Epoch is not null && !isMine && !(welcome.IsCompareDue && welcome.Epoch == broker.Epoch)))
            broker.Epoch = epochs();
        if (peer.IsCompareDue || welcome.IsCompareDue || isAhead || !isMine || !welcome.KnowsWitness || welcome.Streams.IsEmpty || welcome.Streams.Any(stream => stream.Cursor < log.Before))
        {
            peer.IsCompareDue = true;
            return;
        }
        peer.Streams.Clear();
        foreach (var stream in welcome.Streams)
            peer.Streams[stream.Name] = stream;
    }

    private void Told(Ask ask, Down down)
    {
        var peer = Peer;
        if (down.IsLost)
        {
            peer.IsCompareDue = true;
            return;
        }
        if (ask.After != peer.Down)
            return;
        foreach (var told in down.Items)
            broker.Take(told, receiver);
        peer.Down = down.Upto;
        Learn(down.Head);
    }

    private void Learn(Mark head)
    {
        if (!Peer.IsCompareDue && head.Sequence >= Peer.Witness.Sequence)
            Peer.Witness = head;
    }

    /// <summary>The name of the stream of what is told later from a position on.</summary>
    internal static string FillFrom(long position) => Fill + position.ToString(System.Globalization.CultureInfo.InvariantCulture);

    internal static bool IsFill(string stream) => stream.StartsWith(Fill, StringComparison.Ordinal);
}
