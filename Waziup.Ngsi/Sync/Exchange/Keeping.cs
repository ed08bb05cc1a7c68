using Waziup.Ngsi.Sync.Logs;
using Waziup.Ngsi.Sync.Versions;

namespace Waziup.Ngsi.Sync.Exchange;

/// <summary>What both sides do with what they keep.</summary>
internal static class Keeping
{
    /// <summary>Takes a change over, and tells others of it where it is one.</summary>
    public static void Take(this IBroker broker, Told told, string origin)
    {
        if (Join.Apply(broker, told.Item))
            broker.Log.Append(told.Lane, origin, told.Item);
    }

    /// <summary>A batch is held: its stream goes on, another one may begin and one end.</summary>
    public static void Advance(this IDictionary<string, StreamState> streams, Batch batch, StreamState stream)
    {
        if (batch.Closes is { } closed)
            streams.Remove(closed);
        if (batch.Opens is { } opened)
            streams[opened.Name] = opened;
        if (batch.Upto >= stream.End)
            streams.Remove(batch.Stream);
        else
            streams[batch.Stream] = stream with { Cursor = batch.Upto };
    }

    /// <summary>Both streams that never end begin behind a position, and there are no others.</summary>
    public static void BeginBehind(this IDictionary<string, StreamState> streams, long position)
    {
        streams.Clear();
        foreach (var name in (string[])[Sender.Control, Sender.Live])
            streams[name] = new StreamState(name, position);
    }
}
