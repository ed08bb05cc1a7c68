using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Contract.Storage;

/// <summary>Values and sums of a history, as text that can be compared.</summary>
internal static class AddedUp
{
    /// <summary>The values that a window shows, those of the same time by their attributes.</summary>
    public static async Task<List<HistoryValue>> ValuesAsync(ITemporalStore history, TenantId tenant, EntityId id, Window window, CancellationToken cancel)
    {
        var values = new List<HistoryValue>();
        await history.VisitValuesAsync(tenant, id, window, values.Add, cancel);
        Assert.Equal(values.Select(value => value.At).Order(), values.Select(value => value.At));
        return [.. values.OrderBy(value => value.At).ThenBy(value => value.Name, StringComparer.Ordinal).ThenBy(value => value.DatasetId, StringComparer.Ordinal)];
    }

    /// <summary>The sums that a store shows; null where it shows none.</summary>
    public static async Task<List<HistorySum>?> SumsAsync(
        ITemporalStore history, TenantId tenant, EntityId id, Window window, long period, CancellationToken cancel)
    {
        var sums = new List<HistorySum>();
        if (await history.VisitSumsAsync(tenant, id, window, period, sums.Add, cancel))
            return sums;
        Assert.Empty(sums);
        return null;
    }

    /// <summary>What values come to, added up here.</summary>
    public static List<HistorySum> Of(IEnumerable<HistoryValue> values, Instant from, long period) =>
    [
        .. values.GroupBy(value => (value.Name, value.DatasetId)).SelectMany(series => series
            .GroupBy(value => period == 0 ? 0 : (value.At.Micros - from.Micros) / period)
            .Select(part => new HistorySum(
                series.Key.Name, series.Key.DatasetId, part.Key, part.Count(), Add(part.Select(value => value.Number)),
                Add(part.Select(value => value.Number * value.Number)), part.Min(value => value.Number), part.Max(value => value.Number),
                part.Min(value => value.At), part.Max(value => value.At)))),
    ];

    public static string Show(HistoryValue value) => $"{value.Name} {value.DatasetId} {value.At} {value.Kind} {value.Number:R}";

    public static string Show(HistorySum sum) =>
        $"{sum.Name} {sum.DatasetId} {sum.Period}: {sum.Count} {sum.Sum:R} {sum.Squares:R} {sum.Least:R} {sum.Greatest:R} {sum.First} {sum.Last}";

    // One after the other: to add in another order gives another last digit.
    private static double Add(IEnumerable<double> numbers)
    {
        var sum = 0.0;
        foreach (var number in numbers)
            sum += number;
        return sum;
    }
}
