using System.Globalization;
using System.Text.Json;

namespace Waziup.Load.Bench;

/// <summary>A request to which host and floor have to give the same answer, since only then do they do the same work.</summary>
/// <param name="Path">The request.</param>
/// <param name="Facts">What of an answer has to be the same, in order.</param>
internal sealed record Check(string Path, Func<JsonElement, IEnumerable<string>> Facts)
{
    // Averages are sums in another order.
    const string Rounded = "G10";

    /// <summary>A page of entities: their ids.</summary>
    public static Check OfEntities(string path) => new(path, page => page.EnumerateArray().Select(entity => entity.GetProperty("id").GetString()!));

    /// <summary>Instances: their times and values.</summary>
    public static Check OfInstances(string path) => new(path, entity => entity.GetProperty("level").EnumerateArray()
        .Select(instance => $"{instance.GetProperty("observedAt").GetString()} {instance.GetProperty("value").GetRawText()}"));

    /// <summary>Averages: their periods and values.</summary>
    public static Check OfAverages(string path) => new(path, entity => entity.GetProperty("level").GetProperty("avg").EnumerateArray()
        .Select(average => $"{average[1].GetString()} {average[0].GetDouble().ToString(Rounded, CultureInfo.InvariantCulture)}"));

    /// <summary>What the two answers have in common.</summary>
    /// <exception cref="IOException">They are not the same, or say nothing.</exception>
    public string Compare(Reply host, Reply floor)
    {
        var (ours, theirs) = (FactsOf(host), FactsOf(floor));
        if (ours.Count == 0 || !ours.SequenceEqual(theirs) || host.Total != floor.Total)
            throw new IOException($"Host and floor answer differently to {Path}\nhost:  {Text(ours, host)}\nfloor: {Text(theirs, floor)}");

        return $"{ours.Count} the same, {host.Body.Length:N0} and {floor.Body.Length:N0} bytes";
    }

    List<string> FactsOf(Reply reply)
    {
        using var json = JsonDocument.Parse(reply.Body);
        return [.. Facts(json.RootElement)];
    }

    static string Text(List<string> facts, Reply reply) => $"{facts.Count} ({string.Join(", ", facts)}), total {reply.Total ?? "not counted"}";
}
