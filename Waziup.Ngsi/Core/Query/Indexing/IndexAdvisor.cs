namespace Waziup.Ngsi.Query.Indexing;

/// <summary>Notes which indexes queries would have needed, and asks for one that was missed several times. Thread-safe.</summary>
/// <param name="wanted">Is asked to make an index for a tenant, given by its number; once for each.</param>
internal sealed class IndexAdvisor(Action<long, IndexKey> wanted)
{
    /// <summary>A query that looked at fewer entities needs no index.</summary>
    public const int FewRows = 1_000;

    private const int Misses = 3;
    private const int MostNoted = 10_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<(long Tenant, IndexKey Key), int> _missed = [];

    /// <summary>A query had to look at entities one by one.</summary>
    /// <param name="tenant">The tenant's number.</param>
    /// <param name="keys">The indexes that it could have used.</param>
    /// <param name="seen">How many entities it looked at.</param>
    /// <param name="matching">How many of them it wanted.</param>
    public void Scanned(long tenant, IReadOnlyList<IndexKey> keys, long seen, long matching)
    {
        if (seen < FewRows || matching * 4 > seen)
            return;
        foreach (var key in keys)
        {
            if (IsDue((tenant, key)))
                wanted(tenant, key);
        }
    }

    private bool IsDue((long Tenant, IndexKey Key) index)
    {
        lock (_gate)
        {
            if (_missed.Count >= MostNoted)
                _missed.Clear();
            var missed = _missed[index] = _missed.GetValueOrDefault(index) + 1;
            return missed == Misses;
        }
    }
}
