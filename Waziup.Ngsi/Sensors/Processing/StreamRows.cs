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
    private static readonly string[] Names = [.. new[] { ReadingText.Number, ReadingText.Text }.Select(name => CoreContexts.Vocabulary + name)];

    /// <summary>Reads what lies behind a time.</summary>
    public static async ValueTask<StreamRows> ReadAsync(ContextBroker broker, TenantId tenant, EntityId sensor, Instant after, CancellationToken cancel)
    {
        var window = Window.Whole with { From = after.IsNone ? after : new Instant(after.Micros + 1), Names = [.. Names] };
        var (came, made) = (new List<HistoryRow>(), new Dictionary<Instant, Made>());
        await broker.Storage.History.VisitAsync(tenant, sensor, window, row =>
        {
            if (row.DatasetId == ReadingText.Raw && !row.IsDeletion)
                came.Add(row);
            else if (row.DatasetId is null && !row.IsDeletion && row.Name == Names[0] && Processing.Made.Of(row) is { } known)
                made[row.At] = known;
            return true;
        }, cancel);
        var arrived = came.OrderBy(row => row.Sequence).GroupBy(row => row.ModifiedAt).Select(group => group.Select(SampleOf).ToList());
        return new StreamRows([.. arrived], made);
    }

    private static Sample SampleOf(HistoryRow row)
    {
        var body = JsonElement.Parse(row.Body.Span);
        var received = Instant.TryParse(Processing.Made.Sub(body, "receivedAt") is { ValueKind: JsonValueKind.Object } time && time.TryGetProperty("@value", out var text) ? text.GetString()! : "", out var told)
            ? told : Instant.None;
        return ReadingText.SampleOf(JsonElement.Parse(row.Value), row.At, received, body.TryGetProperty("unitCode", out var code) ? code.GetString() : null);
    }
}
