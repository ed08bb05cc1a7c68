using System.Collections.Immutable;
using Waziup.Ngsi.Sync.Logs;
using Waziup.Ngsi.Sync.Versions;

namespace Waziup.Ngsi.Sync.Exchange;

/// <summary>How far a receiver has come with one stream of a sender.</summary>
/// <param name="Name">Which one: <c>control</c>, <c>live</c>, or <c>fill-N</c> for what live passed over.</param>
/// <param name="Cursor">Everything up to there is held, or was refused for good.</param>
/// <param name="End">Where it ends; the greatest number for one that has no end.</param>
public sealed record StreamState(string Name, long Cursor, long End = long.MaxValue);

/// <summary>What a change is and which way it goes.</summary>
/// <param name="Lane">The way.</param>
/// <param name="Item">The change.</param>
public readonly record struct Told(Lane Lane, Item Item);

/// <summary>Something that a sender asks; in a session, once it has begun.</summary>
/// <param name="Node">Who asks.</param>
/// <param name="Session">What the receiver has called the session; empty before it has.</param>
public abstract record Request(string Node, string Session)
{
    /// <summary>Grows with each request of a sender: what is of a compare and comes behind a later request means nothing any more.</summary>
    public long Number { get; init; }
}

/// <summary>A sender begins.</summary>
/// <param name="Node">Who.</param>
/// <param name="Witness">The latest of the receiver's log that he has learnt from.</param>
/// <param name="Down">How far he has come with what the receiver tells.</param>
public sealed record Hello(string Node, Mark Witness, long Down) : Request(Node, "");

/// <summary>Everything of a stream behind one position up to another one that the receiver may see; what he may not see leaves no gap.</summary>
/// <param name="Node">Who sends.</param>
/// <param name="Session">In which session.</param>
/// <param name="Epoch">Which timeline of his log.</param>
/// <param name="Stream">Which stream.</param>
/// <param name="After">Behind where it begins.</param>
/// <param name="Upto">Up to where it goes.</param>
/// <param name="Head">The end of the sender's log.</param>
/// <param name="Items">What it tells.</param>
public sealed record Batch(string Node, string Session, string Epoch, string Stream, long After, long Upto, Mark Head, ImmutableArray<Told> Items) : Request(Node, Session)
{
    /// <summary>What this one passes over, to be told later; null where it passes over nothing.</summary>
    public StreamState? Opens { get; init; }

    /// <summary>The stream of which the rest is told by the one that this opens; null for none.</summary>
    public string? Closes { get; init; }
}

/// <summary>A sender asks what the receiver has to tell behind a position.</summary>
public sealed record Ask(string Node, string Session, long After, int Most) : Request(Node, Session);

/// <summary>A sender has both compared: what is behind the two ends goes on as ever.</summary>
public sealed record BeginCompare(string Node, string Session, string Epoch, Mark Head) : Request(Node, Session);

/// <summary>A sender asks for the sums of what the receiver holds.</summary>
public sealed record AskDigests(string Node, string Session) : Request(Node, Session);

/// <summary>A sender tells what he holds of some entities, and asks for the same.</summary>
public sealed record Swap(string Node, string Session, ImmutableArray<string> Entities, ImmutableArray<Item> Items) : Request(Node, Session);

/// <summary>A compare has ended.</summary>
public sealed record EndCompare(string Node, string Session, Mark Head) : Request(Node, Session);

/// <summary>What a receiver answers.</summary>
public abstract record Answer;

/// <summary>The sender is to say hello first.</summary>
public sealed record SayHello : Answer;

/// <summary>The answer to a hello.</summary>
/// <param name="Session">What the session is called.</param>
/// <param name="Witness">The latest of the sender's log that the receiver has learnt from; null where he does not know the sender.</param>
/// <param name="Epoch">The newest epoch of the sender that he knows; null for none.</param>
/// <param name="KnowsWitness">Whether his own log went through what the sender has learnt from it, and still has what is behind.</param>
/// <param name="IsCompareDue">Whether a compare was begun, and has not ended for him.</param>
/// <param name="Streams">How far he has come.</param>
public sealed record Welcome(string Session, Mark? Witness, string? Epoch, bool KnowsWitness, bool IsCompareDue, ImmutableArray<StreamState> Streams) : Answer;

/// <summary>A batch is held, now or already; or it began behind what is held, and nothing was taken.</summary>
/// <param name="Cursor">How far the receiver has come.</param>
/// <param name="Head">The end of his log.</param>
public sealed record Taken(long Cursor, Mark Head) : Answer;

/// <summary>What a receiver tells: everything behind a position that is not from the one who asks.</summary>
/// <param name="Upto">Up to where it goes.</param>
/// <param name="Head">The end of his log.</param>
/// <param name="Items">What it tells.</param>
/// <param name="IsLost">Whether what is behind the position is not there any more; then nothing is told.</param>
public sealed record Down(long Upto, Mark Head, ImmutableArray<Told> Items, bool IsLost = false) : Answer;

/// <summary>The end of the receiver's log where a compare begins.</summary>
public sealed record Begun(Mark Head) : Answer;

/// <summary>The sums of what the receiver holds, by entity.</summary>
public sealed record Digests(ImmutableDictionary<string, Digest> Of) : Answer;

/// <summary>What the receiver held of some entities.</summary>
public sealed record Swapped(ImmutableArray<Item> Items) : Answer;

/// <summary>A compare has ended.</summary>
/// <param name="Head">The end of the receiver's log.</param>
public sealed record Done(Mark Head) : Answer;
