namespace Waziup.Load.Bench.Federation;

/// <summary>Queries of what the broker holds itself, with many registrations of other entities; the floor is the broker without any.</summary>
/// <param name="count">The number of registrations.</param>
internal sealed class AmongRegistrations(int count) : IScene
{
    const int AtOnce = 8;

    public Task<Measurement> MeasureAsync(Stage stage, bool isHost, CancellationToken cancel)
    {
        var store = isHost ? "registered" : "unregistered";
        return stage.WithStoreAsync(store, () => MeasureAsync(stage, store, isHost ? count : 0, cancel), cancel);
    }

    static async Task<Measurement> MeasureAsync(Stage stage, string store, int registrations, CancellationToken cancel)
    {
        await using (var filling = await stage.StartBrokerAsync(store, [], cancel))
        {
            using var client = new Client(filling.Url);
            await client.LoadAsync(Dataset.Ponds, cancel);
            await Parallel.ForAsync(
                0, registrations, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancel },
                async (number, cancel) => await client.RegisterAsync(Registration.Other(number), cancel));
        }

        // Started again, so that the load meets what was read from the store, not a process that has just taken in so much.
        await using var broker = await stage.StartBrokerAsync(store, [], cancel);
        return await stage.LoadAsync(broker, [], QueryScript.ByType, cancel);
    }
}
