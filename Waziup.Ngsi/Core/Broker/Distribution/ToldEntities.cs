using System.Collections;
using Waziup.Ngsi.Federation;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Broker.Distribution;

/// <summary>The entities that a source has told at once.</summary>
/// <remarks>Thread-safe. It is the same object where a source tells the same in the same bytes, and remembers what came of it last.</remarks>
internal sealed class ToldEntities(Entity[] entities) : IReadOnlyList<Entity>
{
    private Sense? _sense;

    public static ToldEntities None { get; } = new([]);

    public int Count => entities.Length;

    public Entity this[int index] => entities[index];

    public ReadOnlySpan<Entity> Span => entities;

    /// <summary>What it means as the answer to a question; null where that is not known.</summary>
    /// <param name="question">The question.</param>
    /// <param name="hasNext">Whether the source has said where more is.</param>
    public SourceAnswer? AnswerTo(RemoteMessage question, bool hasNext) =>
        Volatile.Read(ref _sense) is { } known && ReferenceEquals(known.Question, question) && known.HasNext == hasNext ? known.Answer : null;

    /// <summary>Remembers what it means, where that does not change with time.</summary>
    public void Keep(RemoteMessage question, bool hasNext, SourceAnswer answer)
    {
        if (answer.IsLasting)
            Volatile.Write(ref _sense, new Sense(question, hasNext, answer));
    }

    public IEnumerator<Entity> GetEnumerator() => entities.AsEnumerable().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private sealed record Sense(RemoteMessage Question, bool HasNext, SourceAnswer Answer);
}
