using System.Globalization;

namespace Waziup.Load.Bench.Federation;

/// <summary>Local retrievals beside queries that wait for a source which never answers; the floor is the same broker with nobody waiting.</summary>
/// <remarks>
/// 1 a broker with entities of its own, and registrations of a source that never answers, for which some have waited already
/// 2 the load, for the host while others wait all the time
/// 3 without the load: how late the answers without the source come, by the registration's limit, by the broker's, and while the source is left alone
/// </remarks>
internal sealed class BesideSilence : IScene
{
    // So many requests wait at any time.
    const int Waiting = 32;

    // So many have waited before the load, so that their code is compiled: only waiting is to cost something beside it.
    const int WarmUps = 256;
    const int WarmUpRounds = 2;
    const int Tries = 5;
    const int BrokersSeconds = 1;

    static readonly TimeSpan BrokersLimit = TimeSpan.FromSeconds(BrokersSeconds);
    static readonly TimeSpan RegisteredLimit = TimeSpan.FromMilliseconds(500);

    // Longer than a measurement.
    static readonly TimeSpan Cooldown = TimeSpan.FromMinutes(10);

    public async Task<Measurement> MeasureAsync(Stage stage, bool isHost, CancellationToken cancel)
    {
        await using var source = await stage.StartFloorAsync("/", ["--sources", "1"], cancel);
        return await stage.WithStoreAsync("beside", () => MeasureAsync(stage, source, isHost, cancel), cancel);
    }

    static async Task<Measurement> MeasureAsync(Stage stage, ServerProcess source, bool isHost, CancellationToken cancel)
    {
        // 1
        await using var broker = await stage.StartBrokerAsync("beside", ["--source-timeout", BrokersSeconds.ToString(CultureInfo.InvariantCulture)], cancel);
        using var client = new Client(broker.Url);
        await client.LoadAsync(Dataset.Ponds, cancel);
        var silent = new Uri(source.Url, "/silent");
        await client.RegisterAsync(new Registration("deaf", "Deaf", silent), cancel);
        for (var number = 0; number < Tries; number++)
            await client.RegisterAsync(new Registration(Mute(number), Mute(number), silent) { Timeout = RegisteredLimit, Cooldown = Cooldown }, cancel);

        for (var round = 0; round < WarmUpRounds; round++)
            await Task.WhenAll(Enumerable.Range(0, WarmUps).Select(_ => client.GetAsync(Query("Deaf"), cancel)));

        // 2
        if (!isHost)
            return await stage.LoadAsync(broker, [source], QueryScript.Pond, cancel);

        using var loadIsOver = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var waiting = Enumerable.Range(0, Waiting).Select(_ => WaitAsync(client, loadIsOver.Token)).ToList();
        var measured = await stage.LoadAsync(broker, [source], QueryScript.Pond, cancel);
        await loadIsOver.CancelAsync();
        await Task.WhenAll(waiting);

        // 3
        return measured with { Patience = await AskAsync(stage.Time, client, cancel) };
    }

    static async Task<Patience> AskAsync(TimeProvider time, Client client, CancellationToken cancel)
    {
        List<TimeSpan> byRegistration = [], byBroker = [], leftAlone = [];
        var warned = 0;
        for (var number = 0; number < Tries; number++)
        {
            byBroker.Add(await AskedAsync("Deaf") - BrokersLimit);
            byRegistration.Add(await AskedAsync(Mute(number)) - RegisteredLimit);
            leftAlone.Add(await AskedAsync(Mute(number)));
        }

        return new(Median(byRegistration), Median(byBroker), Median(leftAlone), (double)warned / (3 * Tries));

        async Task<TimeSpan> AskedAsync(string type)
        {
            var began = time.GetTimestamp();
            var reply = await client.GetAsync(Query(type), cancel);
            warned += reply.Warning is null ? 0 : 1;
            return time.GetElapsedTime(began);
        }
    }

    static async Task WaitAsync(Client client, CancellationToken over)
    {
        try
        {
            while (true)
                await client.GetAsync(Query("Deaf"), over);
        }
        catch (OperationCanceledException) when (over.IsCancellationRequested)
        {
            // The load is over.
        }
    }

    static string Mute(int number) => string.Create(CultureInfo.InvariantCulture, $"Mute{number}");

    static string Query(string type) => $"/ngsi-ld/v1/entities?type={type}&limit=20";

    static TimeSpan Median(List<TimeSpan> times) => TimeSpan.FromMilliseconds(Quartiles.Of(times.Select(one => one.TotalMilliseconds)).Median);
}
