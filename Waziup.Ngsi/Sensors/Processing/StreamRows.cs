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
/// <param name="Arrived">What the pipeline has taken, by time.</param>
/// <param name="Made">What is stored of the pipeline's work, by time.</param>
internal sealed record StreamRows(List<Sample> Arrived, Dictionary<Instant, Made> Made)
{
    /// <summary>From when on all readings are there of which values were made.</summary>
    public Instant Since { get; init; } = Instant.None;

    /// <summary>Readings that the pipeline has left out, or that were stored as values when none was there, each with when it came; where these are wanted.</summary>
    public IReadOnlyList<(Reading Reading, Instant Received)> Unprocessed { get; private init; } = [];

    public static readonly string[] Names = [.. new[] { ReadingText.Number, ReadingText.Text }.Select(name => CoreContexts.Vocabulary + name)];

    /// <summary>Reads what lies behind a place.</summary>
    /// <param name="broker">The broker.</param>
    /// <param name="key">Of which sensor.</param>
    /// <param name="from">The place; null for the beginning.</param>
    /// <param name="bornAt">When the sensor came into being: what is older is of another one that had its id.</param>
    /// <param name="most">How many readings there may be; null for any number, and then without those that were left out.</param>
    /// <param name="cancel">Ends it.</param>
    /// <exception cref="NgsiLdException">TooComplexQuery: there are more.</exception>
    public static async ValueTask<StreamRows> ReadAsync(ContextBroker broker, StreamKey key, Checkpoint? from, Instant bornAt, int? most, CancellationToken cancel)
    {
        var after = from?.After ?? Instant.None;
        // What steps hold back comes out later, with a time that lies before.
        var begin = from?.Memories.SelectMany(memory => memory.Waiting).Select(sample => sample.Time).Append(after).Min() ?? Instant.None;
        var (came, left, made) = (new List<HistoryRow>(), new List<HistoryRow>(), new Dictionary<Instant, Made>());
        await broker.Storage.History.VisitAsync(key.Tenant, key.Sensor, Window.Whole with { From = begin, Names = [.. Names] }, row =>
        {
            if (row.IsDeletion || row.ModifiedAt < bornAt)
                return true;
            if (row.DatasetId is null && row.Name == Names[0] && Processing.Made.Of(row) is { } known)
                made[row.At] = known;
            else if (row.DatasetId == ReadingText.Raw && row.At > after && !IsLate(row))
                came.Add(row);
            else if (most is not null && row.At > after && row.IsObserved && row.DatasetId is null or ReadingText.Raw && !Ingestion.IsFuture(row.At, broker.Now))
                left.Add(row);
            return !(came.Count + left.Count > most);
        }, cancel);
        if (came.Count + left.Count > most)
            throw new NgsiLdException(NgsiLdErrors.TooComplexQuery($"there are more than {most} readings; begin later"));
        var taken = came.Select(row => (row.At, row.Name)).ToHashSet();
        return new StreamRows([.. came.Select(SampleOf)], made)
        {
            // Where there is a raw one, that is the reading, not the value beside it.
            Unprocessed = [.. left.OrderBy(row => row.DatasetId is null).Where(row => taken.Add((row.At, row.Name))).Select(ReadingOf)],
        };
    }

    /// <summary>What stands where a value was stored as it came.</summary>
    public static (Reading Reading, Instant Received) ReadingOf(HistoryRow row)
    {
        var body = JsonElement.Parse(row.Body.Span);
        var received = ReceivedAt(body);
        return (new Reading("", JsonElement.Parse(row.Value), received.IsNone ? Instant.None : row.At) { UnitCode = UnitOf(body) }, received.IsNone ? row.At : received);
    }

    /// <summary>Whether the pipeline has left a reading out.</summary>
    public static bool IsLate(HistoryRow row) => Processing.Made.Sub(JsonElement.Parse(row.Body.Span), "processed") is { ValueKind: JsonValueKind.False };

    /// <summary>What the pipeline gets of a row.</summary>
    public static Sample SampleOf(HistoryRow row)
    {
        var body = JsonElement.Parse(row.Body.Span);
        return ReadingText.SampleOf(JsonElement.Parse(row.Value), row.At, ReceivedAt(body), UnitOf(body));
    }

    private static Instant ReceivedAt(JsonElement body) =>
        Processing.Made.Sub(body, "receivedAt") is { ValueKind: JsonValueKind.Object } time && time.TryGetProperty("@value", out var text) && text.ValueKind == JsonValueKind.String && Instant.TryParse(text.GetString()!, out var told)
            ? told : Instant.None;

    private static string? UnitOf(JsonElement body) => body.TryGetProperty("unitCode", out var code) && code.ValueKind == JsonValueKind.String ? code.GetString() : null;
}
