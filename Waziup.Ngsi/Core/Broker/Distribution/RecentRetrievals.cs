using Waziup.Ngsi.Federation;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Broker.Distribution;

/// <summary>Retrievals of whole entities that sources were asked for lately: what is asked again is not put together again.</summary>
/// <remarks>Thread-safe. Each entity has one place, from which the next one drives it out.</remarks>
/// <param name="places">How many are kept at most; a power of two.</param>
internal sealed class RecentRetrievals(int places)
{
    private readonly SourceQuestions?[] _places = new SourceQuestions?[places];

    public SourceQuestions Of(EntityId id)
    {
        ref var place = ref _places[id.GetHashCode() & (places - 1)];
        if (Volatile.Read(ref place) is { } known && known.Request.Ids[0] == id)
            return known;
        var made = SourceReads.QuestionsOf(new SourceRequest { Ids = [id], Types = [] });
        Volatile.Write(ref place, made);
        return made;
    }
}
