using System.Text;
using Waziup.Ngsi.Query;
using Waziup.Ngsi.Storage;
using Waziup.Ngsi.Storage.Writing;

namespace Waziup.Ngsi.Sqlite;

/// <summary>Adds up what a window holds of an entity.</summary>
/// <param name="reader">Reads.</param>
/// <param name="window">Which values, by the times of their keys.</param>
/// <param name="period">The length of a period in microseconds; 0 for one over all.</param>
/// <param name="cancel">Ends it early.</param>
internal sealed class SumReader(Reader reader, Window window, long period, CancellationToken cancel)
{
    /// <summary>The sums, those of an attribute and dataset together, in the order of time, the one that has the oldest value first.</summary>
    /// <returns>Null where there is more to look at than sums, or where they become too many.</returns>
    public List<HistorySum>? Read(long entity, RecentHistory recent)
    {
        var oldestFirst = window with { NewestFirst = false };
        var statements = new WindowStatements(reader, oldestFirst, entity, recent);
        if (statements.IsEmpty || window.IsOfScopes)
            return [];
        var newest = statements.Newest(key => $"{Columns(key)}, {HasValue}");
        try
        {
            var sums = new Sums(window.From.IsNone ? 0 : window.From.Micros, period, newest);
            reader.Ear.Hear(statements.Told(Columns, HasValue), sums, cancel);
            return sums.End() ? [.. sums.All.SelectMany(Named)] : null;
        }
        finally
        {
            newest?.Statement.Reset();
        }
    }

    private static string Columns(string key) => $"{key}.attr, {key}.dataset, {key}.at, h.num";

    // Deletions and scopes have none.
    private string HasValue => HistoryKind.HasValue(isObserved: window.Property == TimeProperty.ObservedAt);

    private IEnumerable<HistorySum> Named(SumSeries series)
    {
        var name = Encoding.UTF8.GetString(reader.NameOf(series.Attribute));
        var dataset = series.Dataset == 0 ? null : Encoding.UTF8.GetString(reader.NameOf(series.Dataset));
        return series.Periods.Select(sum => new HistorySum(
            name, dataset, sum.Period, sum.Count, sum.Sum, sum.Squares, sum.Least, sum.Greatest, new(sum.First), new(sum.Last)));
    }
}
