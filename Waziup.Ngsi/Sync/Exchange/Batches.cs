using System.Collections.Immutable;
using Waziup.Ngsi.Sync.Logs;
using Waziup.Ngsi.Sync.Versions;

namespace Waziup.Ngsi.Sync.Exchange;

/// <summary>Cuts a log into batches for a receiver.</summary>
internal sealed class Batches(IBroker broker, string receiver, SenderOptions options)
{
    private IDictionary<string, StreamState> Streams => broker.Peer(receiver).Streams;

    private ILog Log => broker.Log;

    /// <summary>The next one that is not about readings; null where there is none.</summary>
    /// <param name="session">In which session.</param>
    /// <param name="isEmpty">Whether one is wanted that says no more than that there was nothing; else one that tells something.</param>
    public Batch? Control(string session, bool isEmpty) =>
        Streams.TryGetValue(Sender.Control, out var control) && Of(session, control, Lane.Control) is { } batch && batch.Items.IsEmpty == isEmpty ? batch : null;

    /// <summary>The next one of readings as they come; where it is too far behind, it goes to the end.</summary>
    public Batch? Live(string session) =>
        !Streams.TryGetValue(Sender.Live, out var live) ? null : Log.Head.Sequence - live.Cursor > options.Lag ? Jump(session, live) : Of(session, live, Lane.Reading);

    /// <summary>Notes how far the receiver has come.</summary>
    /// <returns>Whether that is what is to be expected.</returns>
    public bool Take(Batch batch, Taken taken)
    {
        if (taken.Cursor != batch.Upto || !Streams.TryGetValue(batch.Stream, out var stream))
            return false;
        Streams.Advance(batch, stream);
        return true;
    }

    /// <summary>The next one of readings that were passed over, the newest first.</summary>
    public Batch? Fill(string session)
    {
        var newest = Streams.Values.Where(stream => Sender.IsFill(stream.Name)).OrderByDescending(stream => stream.Cursor).FirstOrDefault();
        return newest is null ? null : Of(session, newest, Lane.Reading);
    }

    private Batch? Of(string session, StreamState stream, Lane lane)
    {
        var end = Math.Min(stream.End, Log.Head.Sequence);
        if (stream.Cursor >= end)
            return null;
        var (items, upto) = (ImmutableArray.CreateBuilder<Told>(), end);
        foreach (var record in Log.Read(stream.Cursor, end))
        {
            if (record.Lane != lane || record.Origin == receiver)
                continue;
            items.Add(new Told(lane, record.Item));
            if (items.Count < options.Records)
                continue;
            upto = record.Mark.Sequence;
            break;
        }
        return new Batch(broker.Node, session, broker.Epoch, stream.Name, stream.Cursor, upto, Log.Head, items.ToImmutable());
    }

    /// <summary>Goes to the end, with the present of what has changed up to there, and leaves the rest for later.</summary>
    private Batch Jump(string session, StreamState live)
    {
        var changed = Log.Read(live.Cursor, Log.Head.Sequence).Where(record => record.Lane == Lane.Reading && record.Origin != receiver)
            .Select(record => record.Item).OfType<ValueVersion>().Select(version => version.Slot).Distinct();
        var items = changed.Select(slot => broker.Present(in slot)).OfType<ValueVersion>().Select(version => new Told(Lane.Reading, version));
        var fills = Streams.Values.Where(stream => Sender.IsFill(stream.Name)).OrderBy(stream => stream.Cursor).ToList();
        // Of too many the last two become one: some is told twice.
        var joined = fills.Count >= options.Segments ? fills[^1] : null;
        var from = joined?.Cursor ?? live.Cursor;
        return new Batch(broker.Node, session, broker.Epoch, live.Name, live.Cursor, Log.Head.Sequence, Log.Head, [.. items])
        {
            Opens = new StreamState(Sender.FillFrom(from), from, Log.Head.Sequence),
            Closes = joined?.Name,
        };
    }
}
