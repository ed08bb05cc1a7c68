using System.Globalization;

namespace Waziup.Load.Bench.Federation;

/// <summary>Requests through a broker to the sources that are registered there; the broker itself holds nothing.</summary>
/// <remarks>
/// The floor with one source is a bare reverse proxy before it; with several it is one of them alone, since all take the same time.
/// Sources are asked directly as well, right after the measurement.
/// </remarks>
/// <param name="count">The number of sources.</param>
/// <param name="delay">How long each takes to answer, on the clock alone.</param>
/// <param name="path">The request.</param>
internal sealed class Through(int count, TimeSpan delay, string path) : IScene
{
    /// <summary>The entity of which each source has a part.</summary>
    public const string Entity = "/ngsi-ld/v1/entities/urn:ngsi-ld:Buoy:p000000001";

    /// <summary>A page to which each source has entities.</summary>
    public const string Page = "/ngsi-ld/v1/entities?type=Buoy&limit=20";

    const string Type = "Buoy";

    public async Task<Measurement> MeasureAsync(Stage stage, bool isHost, CancellationToken cancel)
    {
        await using var sources = await stage.StartFloorAsync(
            At(1), ["--sources", count.ToString(CultureInfo.InvariantCulture), "--delay-ms", delay.TotalMilliseconds.ToString(CultureInfo.InvariantCulture)], cancel);
        if (isHost)
            return await stage.WithStoreAsync("front", () => FrontAsync(stage, sources, cancel), cancel);
        if (count > 1)
            return await stage.LoadAsync(sources, [], Direct, cancel);

        await using var proxy = await stage.StartFloorAsync(path, ["--proxy", new Uri(sources.Url, "/1").ToString()], cancel);
        return await MeasureAsync(stage, proxy, sources, cancel);
    }

    async Task<Measurement> FrontAsync(Stage stage, ServerProcess sources, CancellationToken cancel)
    {
        await using var front = await stage.StartBrokerAsync("front", [], cancel);
        using var client = new Client(front.Url);
        for (var source = 1; source <= count; source++)
            await client.RegisterAsync(new Registration($"{Type}{source}", Type, new Uri(sources.Url, $"/{source}")), cancel);

        using var asking = new Client(sources.Url);
        var parts = new List<Reply>();
        for (var source = 1; source <= count; source++)
            parts.Add(await asking.GetAsync(At(source), cancel));

        var measured = await MeasureAsync(stage, front, sources, cancel);
        // Afterwards: what a broker has learnt to leave out by then, it is not to have left out.
        Facts.Compare(await client.GetAsync(path, cancel), parts);
        return measured;
    }

    async Task<Measurement> MeasureAsync(Stage stage, ServerProcess front, ServerProcess sources, CancellationToken cancel)
    {
        var measured = await stage.LoadAsync(front, [sources], settings => QueryScript.Same(settings, path), cancel);
        return measured with { Direct = await stage.MedianAsync(sources, Direct, cancel) };
    }

    string Direct(ScriptSettings settings) => QueryScript.Same(settings, At(1));

    string At(int source) => string.Create(CultureInfo.InvariantCulture, $"/{source}{path}");
}
