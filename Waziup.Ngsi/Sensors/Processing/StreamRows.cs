using System.Text.Json;
using Waziup.Ngsi.Broker;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query;
using Waziup.Ngsi.Sensors.Pipeline;
using Waziup.Ngsi.Sensors.Readings;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Sensors.Processing;

/// <summary>The history of a sensor as its pipeline needs it: what came in, and what was made of it.</summary>
/// <param name="Arrived">Samples as they arrived, those of one write together, in the order of the writes.</param>
/// <param name="Made">What is stored of the pipeline's work, by time.</param>
internal sealed record StreamRows(IReadOnlyList<List<Sample>> Arrived, Dictionary<Instant, Made> Made)
{
    /// <summary>Readings that were stored as values when no pipeline was there, each with when it came.</summary>
    public IReadOnlyList<(Reading Reading, Instant Received)> Unprocessed { get; private init; } = [];

    private static readonly string[] Names = [.. new[] { ReadingText.Number, ReadingText.Text }.Select(name => CoreContexts.Vocabulary + name)];

    /// <summary>Reads what lies behind a time.</summary>
    /// <param name="broker">The broker.</param>
    /// <param name="key">Of which sensor.</param>
    /// <param name="after">The time.</param>
    /// <param name="most">How many rows there may be.</param>
    /// <param name="cancel">Ends it.</param>
    /// <exception cref="NgsiLdException">TooComplexQuery: there are more.</exception>
    public static async ValueTask<StreamRows> ReadAsync(ContextBroker broker, StreamKey key, Instant after, int most, CancellationToken cancel)
    {
        var window = Window.Whole with { From = after.IsNone ? after : new Instant(after.Micros + 1), Names = [.. Names] };
        var (came, made, values) = (new List<HistoryRow>(), new Dictionary<Instant, Made>(), new List<HistoryRow>());
        await broker.Storage.History.VisitAsync(key.Tenant, key.Sensor, window, row =>
        {
            if (row.IsDeletion || row.DatasetId is not (null or ReadingText.Raw))
                return true;
            if (row.DatasetId is not null)
                came.Add(row);
            else if (row.Name == Names[0] && Processing.Made.Of(row) is { } known)
                made[row.At] = known;
            else
                values.Add(row);
            return came.Count + values.Count <= most;
        }, cancel);
        if (came.Count + values.Count > most)
            throw new NgsiLdException(NgsiLdErrors.TooComplexQuery($"there are more than {most} readings; begin later"));
        var arrived = came.OrderBy(row => row.Sequence).GroupBy(row => row.ModifiedAt).Select(group => group.Select(SampleOf).ToList());
        var known = came.Select(row => (row.At, row.Name)).ToHashSet();
        return new StreamRows([.. arrived], made) { Unprocessed = [.. values.Where(row => row.IsObserved && !known.Contains((row.At, row.Name))).Select(ReadingOf)] };
    }

    /// <summary>What stands where a value was stored as it came.</summary>
    public static (Reading Reading, Instant Received) ReadingOf(HistoryRow row)
    {
        var body = JsonElement.Parse(row.Body.Span);
        var received = ReceivedAt(body);
        return (new Reading("", JsonElement.Parse(row.Value), received.IsNone ? Instant.None : row.At) { UnitCode = UnitOf(body) }, received.IsNone ? row.At : received);
    }

    private static Sample SampleOf(HistoryRow row)
    {
        var body = JsonElement.Parse(row.Body.Span);
        return ReadingText.SampleOf(JsonElement.Parse(row.Value), row.At, ReceivedAt(body), UnitOf(body));
    }

    private static Instant ReceivedAt(JsonElement body) =>
        Processing.Made.Sub(body, "receivedAt") is { ValueKind: JsonValueKind.Object } time && time.TryGetProperty("@value", out var text) && Instant.TryParse(text.GetString()!, out var told)
            ? told : Instant.None;

    private static string? UnitOf(JsonElement body) => body.TryGetProperty("unitCode", out var code) ? code.GetString() : null;
}
