using System.Globalization;
using System.Text;

namespace Waziup.Floor.Federation;

/// <summary>Plays several context sources, which answer with what was made beforehand: a broker before them is measured, not they.</summary>
/// <remarks>
/// GET /{n}/ngsi-ld/v1/entities/{id}    source n's part of the entity: attributes that no other source has
/// GET /{n}/ngsi-ld/v1/entities?…       source n's entities: together the sources have a page
/// GET /silent/…                        never an answer
/// </remarks>
/// <param name="count">The number of sources.</param>
/// <param name="delay">How long each takes to answer.</param>
internal sealed class ContextSources(int count, TimeSpan delay)
{
    const int Page = 20;
    const string Silent = "/silent/";
    const string Entities = "/ngsi-ld/v1/entities";

    const string Template =
        "{\"id\":\"urn:ngsi-ld:Buoy:#K\",\"type\":\"Buoy\"," +
        "\"temperature#N\":{\"type\":\"Property\",\"value\":21.5,\"unitCode\":\"CEL\",\"observedAt\":\"2024-01-01T00:00:00.000Z\"}," +
        "\"humidity#N\":{\"type\":\"Property\",\"value\":64,\"unitCode\":\"P1\",\"observedAt\":\"2024-01-01T00:00:00.000Z\"}}";

    readonly byte[][] _parts = [.. Enumerable.Range(1, count).Select(source => Encoding.UTF8.GetBytes(Entity("p000000001", source)))];
    readonly byte[][] _pages = [.. Enumerable.Range(1, count).Select(source => PageOf(source, Math.Max(1, Page / count)))];

    public async Task RunAsync(HttpContext http)
    {
        var path = http.Request.Path.Value ?? "";
        if (path.StartsWith(Silent, StringComparison.Ordinal))
        {
            await NeverAsync(http.RequestAborted);
            return;
        }

        var end = path.IndexOf('/', 1);
        if (end < 0 || !int.TryParse(path.AsSpan(1, end - 1), CultureInfo.InvariantCulture, out var source) || source < 1 || source > count
            || !path.AsSpan(end).StartsWith(Entities, StringComparison.Ordinal))
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        if (delay > TimeSpan.Zero)
            await Task.Delay(delay, http.RequestAborted);
        await Answer.SendAsync(http.Response, (path.Length == end + Entities.Length ? _pages : _parts)[source - 1]);
    }

    static async Task NeverAsync(CancellationToken aborted)
    {
        try
        {
            await Task.Delay(Timeout.Infinite, aborted);
        }
        catch (OperationCanceledException)
        {
            // Who asked has given up.
        }
    }

    static byte[] PageOf(int source, int entities) => Encoding.UTF8.GetBytes(
        "[" + string.Join(',', Enumerable.Range(1, entities).Select(number => Entity(string.Create(CultureInfo.InvariantCulture, $"s{source:D3}{number:D6}"), null))) + "]");

    /// <param name="key">The ten characters that make the id unique.</param>
    /// <param name="source">What the names of the attributes end with; null for nothing.</param>
    static string Entity(string key, int? source) => Template
        .Replace("#K", key, StringComparison.Ordinal)
        .Replace("#N", source?.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);
}
