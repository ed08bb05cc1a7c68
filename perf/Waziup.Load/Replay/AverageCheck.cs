using System.Globalization;
using System.Text.Json;

namespace Waziup.Load.Replay;

/// <summary>Asks the broker for the daily averages of a month of one sensor, and computes them itself.</summary>
internal sealed class AverageCheck(Broker broker, TextWriter output)
{
    const double Tolerance = 1e-9;
    const int Days = 30;

    /// <returns>Whether they agree.</returns>
    public async Task<bool> RunAsync(IReadOnlyList<SensorSeries> series, CancellationToken cancel)
    {
        // The sensor with the most to say, in the month in which it says the most.
        var one = series.MaxBy(candidate => candidate.Distinct)!;
        var first = one.Readings.GroupBy(reading => reading.ObservedAt.UtcDateTime.Date).MaxBy(day => day.Count())!.Key;
        var expected = Averages(one, first);
        var actual = await AskAsync(one, first, cancel);
        var wrong = expected.Count(day => !actual.TryGetValue(day.Key, out var average) || Math.Abs(average - day.Value) > Tolerance * Math.Max(1, Math.Abs(day.Value)));
        output.WriteLine(
            $"Averages: {expected.Count - wrong} of {expected.Count} days of {one.Id} from {first:yyyy-MM-dd} on agree, {actual.Count - expected.Count} more were told.");
        return wrong == 0 && actual.Count == expected.Count;
    }

    static Dictionary<DateTime, double> Averages(SensorSeries series, DateTime first) => series.Readings
        .GroupBy(reading => reading.ObservedAt)
        // Of several readings of one time the one that was received last is the word.
        .Select(same => same.MaxBy(reading => reading.ReceivedAt))
        .Where(reading => reading.ObservedAt.UtcDateTime >= first && reading.ObservedAt.UtcDateTime < first.AddDays(Days))
        .GroupBy(reading => reading.ObservedAt.UtcDateTime.Date)
        .ToDictionary(day => day.Key, day => day.Average(reading => reading.Value));

    async Task<Dictionary<DateTime, double>> AskAsync(SensorSeries series, DateTime first, CancellationToken cancel)
    {
        var answer = await broker.GetAsync(
            $"/temporal/entities/{Uri.EscapeDataString(series.Id.SensorUrn)}?attrs=numValue&options=aggregatedValues&aggrMethods=avg&aggrPeriodDuration=P1D"
            + $"&timerel=between&timeAt={Text(first)}&endTimeAt={Text(first.AddDays(Days))}",
            cancel);
        if (!answer.IsSuccess)
            throw new IOException($"The averages of {series.Id}: {answer.Describe()}");

        using var entity = JsonDocument.Parse(answer.Body);
        var values = entity.RootElement.GetProperty("numValue").GetProperty("avg").EnumerateArray();
        return values.ToDictionary(value => value[1].GetDateTimeOffset().UtcDateTime.Date, value => value[0].GetDouble());
    }

    static string Text(DateTime day) => day.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
