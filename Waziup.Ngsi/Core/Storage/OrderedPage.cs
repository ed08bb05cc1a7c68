using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query;

namespace Waziup.Ngsi.Storage;

/// <summary>Finds the page of an ordered query among all entities that match, given one by one in order of creation.</summary>
/// <remarks>It keeps no more than what stands before the end of the page.</remarks>
internal sealed class OrderedPage
{
    private readonly EntityQuery _query;
    private readonly long _kept;
    private readonly PriorityQueue<Entity, (SortValue[] Values, long Number)> _last;
    private long _matching;

    /// <param name="query">A query with an order.</param>
    public OrderedPage(EntityQuery query)
    {
        _query = query;
        _kept = query.Limit > 0 ? (long)query.Offset + query.Limit : 0;
        // The one that comes last is the first to go.
        _last = new(Comparer<(SortValue[] Values, long Number)>.Create((left, right) => -Compare(left, right)));
    }

    /// <summary>Takes an entity that matches.</summary>
    public void Add(Entity entity)
    {
        var number = _matching++;
        if (_kept == 0)
            return;
        var place = (_query.Order!.ValuesOf(entity, _query.Now), number);
        if (_last.Count < _kept)
            _last.Enqueue(entity, place);
        else
            _last.EnqueueDequeue(entity, place);
    }

    /// <summary>The page, after all were added.</summary>
    public EntityPage Build()
    {
        var first = new Entity[_last.Count];
        for (var i = first.Length - 1; i >= 0; i--)
            first[i] = _last.Dequeue();
        return new EntityPage([.. first.Skip(_query.Offset)], _query.WantsTotal ? _matching : null, _query.Limit > 0 && _matching > _kept);
    }

    private int Compare((SortValue[] Values, long Number) left, (SortValue[] Values, long Number) right) =>
        _query.Order!.Compare(left.Values, right.Values) is var order and not 0 ? order : left.Number.CompareTo(right.Number);
}
