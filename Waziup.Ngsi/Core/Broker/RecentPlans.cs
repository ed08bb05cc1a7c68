using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Broker;

/// <summary>Queries that were read lately: one that comes again in the same words, and in the same terms, is not read again.</summary>
/// <remarks>
/// Thread-safe. Dashboards and other brokers ask the same every few seconds. What is asked for the second time in a row at its place is kept there, until
/// another one drives it out: whatever clients ask, no more is kept, and nothing has to be cleared. What sources are asked for it stays with it.
/// </remarks>
/// <param name="places">How many are kept at most; a power of two.</param>
internal sealed class RecentPlans(int places)
{
    private const int MaxLength = 2048;

    // A plan keeps its @context alive.
    private const long MaxWeight = 64 * 1024;

    private readonly Known?[] _places = new Known?[places];

    // What was asked last at each place: most queries never come again, and are not worth keeping.
    private readonly int[] _once = new int[places];

    /// <param name="words">The parameters as they came.</param>
    /// <param name="call">In which terms, and where.</param>
    /// <param name="read">Reads them.</param>
    /// <exception cref="NgsiLdException">As <see cref="QueryPlan.Of"/>.</exception>
    public QueryPlan Of(string words, Call call, Func<QueryRequest> read)
    {
        if (words.Length > MaxLength || call.Terms.Weight > MaxWeight)
            return QueryPlan.Of(read(), call);
        // Its seed is of this process: nobody can aim at a place.
        var hash = words.GetHashCode(StringComparison.Ordinal);
        ref var place = ref _places[hash & (places - 1)];
        if (Volatile.Read(ref place) is { } known && ReferenceEquals(known.Terms, call.Terms) && known.IsLocal == call.Local && known.Words == words)
            return known.Plan;
        var plan = QueryPlan.Of(read(), call);
        ref var once = ref _once[hash & (places - 1)];
        if (once == hash)
            Volatile.Write(ref place, new Known(words, call.Terms, call.Local, plan = plan with { IsKept = true }));
        once = hash;
        return plan;
    }

    private sealed record Known(string Words, ActiveContext Terms, bool IsLocal, QueryPlan Plan);
}
