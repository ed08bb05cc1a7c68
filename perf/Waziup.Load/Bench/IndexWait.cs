namespace Waziup.Load.Bench;

/// <summary>Has the broker make an index, which it does by itself after a few queries that would have needed one.</summary>
internal static class IndexWait
{
    const int Misses = 4;
    const int Gain = 3;
    static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    /// <param name="client">Asks the broker.</param>
    /// <param name="path">A query that finds nothing: without an index all entities are looked at, with one none.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancel">Ends the waiting.</param>
    /// <exception cref="IOException">The broker makes none.</exception>
    public static async Task RunAsync(Client client, string path, TimeProvider time, CancellationToken cancel)
    {
        var began = time.GetTimestamp();
        var without = TimeSpan.MaxValue;
        for (var i = 0; i < Misses; i++)
            without = Shorter(without, await AskAsync());

        TimeSpan with;
        do
        {
            if (time.GetElapsedTime(began) > Limit)
                throw new IOException($"The broker has not made an index for {path}.");

            await Task.Delay(Pause, time, cancel);
            with = Shorter(await AskAsync(), await AskAsync());
        }
        while (with * Gain > without);

        async Task<TimeSpan> AskAsync()
        {
            var asked = time.GetTimestamp();
            await client.GetAsync(path, cancel);
            return time.GetElapsedTime(asked);
        }
    }

    static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
