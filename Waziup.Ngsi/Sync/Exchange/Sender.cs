using Waziup.Ngsi.Sync.Logs;
using Waziup.Ngsi.Sync.Versions;

namespace Waziup.Ngsi.Sync.Exchange;

/// <summary>The side that calls: a gateway. It says what to ask next, and takes the answer in; between them anything may be lost, and after a loss it begins with hello.</summary>
/// <remarks>
/// 1 hello tells how far the receiver is, which alone counts, and whether one of both has lost something      3 then what the receiver has to tell
/// 2 control first, live readings, then those that were passed over, the newest first                          4 a compare, where one is due, between these
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

    private readonly Batches _batches = new(broker, receiver, options);
    private string _session = "";
    private Comparing? _comparing;
    private bool _asked;

    private IPeer Peer => broker.Peer(receiver);

    /// <summary>Whether it is in a session.</summary>
    public bool IsConnected => _session.Length > 0;

    /// <summary>Up to where the log is not needed any more.</summary>
    public long Acknowledged => Peer is { IsCompareDue: false, Streams.Count: > 0 } peer ? peer.Streams.Values.Min(stream => stream.Cursor) : broker.Log.Before;

    /// <summary>The link was lost: what became of the last request is not known.</summary>
    public void Lost() => (_session, _comparing) = ("", null);

    /// <summary>What to ask next; null where there is nothing to tell, and nothing is due.</summary>
    /// <param name="asks">Whether what the receiver has to tell is wanted too.</param>
    public Request? Next(bool asks)
    {
        if (!IsConnected)
            return new Hello(broker.Node, Peer.Witness, Peer.Down);
        _comparing = Peer.IsCompareDue ? _comparing ?? new Comparing(broker, receiver, options) : null;
        if (_comparing?.Next(_session) is { IsUrgent: true } urgent)
            return urgent.Request;
        if (_batches.Next(_session) is { } batch)
            return batch;
        if (asks && !_asked)
        {
            _asked = true;
            return new Ask(broker.Node, _session, Peer.Down, options.Records);
        }
        _asked = false;
        return _comparing?.Next(_session).Request;
    }

    /// <summary>Takes in what was answered to the last request.</summary>
    public void Take(Request request, Answer answer)
    {
        switch (request, answer)
        {
            case (_, SayHello):
                Lost();
                break;
            case (Hello, Welcome welcome):
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
                (_comparing ?? throw new ArgumentException($"no answer to {request?.GetType()}", nameof(answer))).Take(request, answer);
                break;
        }
    }

    private void Greeted(Welcome welcome)
    {
        _session = welcome.Session;
        var (peer, log) = (Peer, broker.Log);
        var isMine = welcome.Epoch == broker.Epoch && welcome.Witness is { } witness && log.Knows(witness);
        // Somebody has gone on from the same beginning: this log was put back, or it is a copy.
        if (welcome.Epoch is not null && !isMine)
            broker.Epoch = epochs();
        if (peer.IsCompareDue || welcome.IsCompareDue || !isMine || !welcome.KnowsWitness || welcome.Streams.IsEmpty || welcome.Streams.Any(stream => stream.Cursor < log.Before))
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
        {
            if (Join.Apply(broker, told.Item))
                broker.Log.Append(told.Lane, receiver, told.Item);
        }
        peer.Down = down.Upto;
        Learn(down.Head);
    }

    private void Learn(Mark head)
    {
        if (!Peer.IsCompareDue)
            Peer.Witness = head;
    }

    /// <summary>The name of the stream of what is told later from a position on.</summary>
    internal static string FillFrom(long position) => Fill + position.ToString(System.Globalization.CultureInfo.InvariantCulture);

    internal static bool IsFill(string stream) => stream.StartsWith(Fill, StringComparison.Ordinal);
}
