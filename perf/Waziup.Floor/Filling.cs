using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Waziup.Floor;

/// <summary>Fills the store before a measurement.</summary>
internal sealed class Filling(IStore store)
{
    /// <summary>Takes in a list of entities: those with a level can be queried, others are found by id.</summary>
    /// <returns>The first of those that are found by id.</returns>
    public async Task<byte[]?> EntitiesAsync(HttpContext http)
    {
        using var body = await RequestBody.ReadAsync(http);
        using var json = JsonDocument.Parse(body.Memory);
        var documents = new List<DocumentRow>();
        var stations = new List<StationRow>();
        foreach (var entity in json.RootElement.EnumerateArray())
        {
            var (id, document) = (Text(entity, "id"), Encoding.UTF8.GetBytes(entity.GetRawText()));
            if (!entity.TryGetProperty("level", out var level))
            {
                documents.Add(new(id, document));
                continue;
            }

            var position = entity.GetProperty("location").GetProperty("value").GetProperty("coordinates");
            stations.Add(new(id, Text(entity, "type"), level.GetProperty("value").GetDouble(), position[0].GetDouble(), position[1].GetDouble(), document));
        }

        await store.FillAsync(documents);
        await store.FillAsync(stations);
        http.Response.StatusCode = StatusCodes.Status204NoContent;
        return documents.Count > 0 ? documents[0].Document.ToArray() : null;
    }

    /// <summary>Takes in the past of an entity.</summary>
    public async Task HistoryAsync(HttpContext http)
    {
        using var body = await RequestBody.ReadAsync(http);
        using var json = JsonDocument.Parse(body.Memory);
        var readings = new List<Reading>();
        foreach (var instance in json.RootElement.GetProperty("level").EnumerateArray())
            readings.Add(new(Time(Text(instance, "observedAt")), instance.GetProperty("value").GetDouble(), Text(instance, "unitCode")));

        await store.FillAsync(new Series(Text(json.RootElement, "id"), Text(json.RootElement, "type")), readings);
        http.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    /// <summary>Microseconds since 1970.</summary>
    public static long Time(string text) =>
        (DateTimeOffset.Parse(text, CultureInfo.InvariantCulture) - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;

    static string Text(JsonElement element, string member) => element.GetProperty(member).GetString()!;
}
