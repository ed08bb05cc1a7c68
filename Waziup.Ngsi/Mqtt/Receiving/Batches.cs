using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Waziup.Ngsi.Mqtt.Connection;

namespace Waziup.Ngsi.Mqtt.Receiving;

/// <summary>Hands messages over in batches, and acknowledges them, in the order in which they came, when they are done with.</summary>
/// <remarks>
/// 1 gather what comes within a moment     3 acknowledge each as soon as it and all before it are done with
/// 2 hand it over, some lanes at once, one lane in order
/// A batch ends before the next begins, so lanes keep their order over all batches.
/// </remarks>
/// <param name="options">The bounds.</param>
/// <param name="handler">Takes messages.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Hears of faults.</param>
internal sealed partial class Batches(
    MqttReceiverOptions options, Func<ReceivedMessage, CancellationToken, ValueTask<Reception>> handler, TimeProvider time, ILogger logger)
{
    // How often a message may bring the handler down before it is given up, so that one does not hold all others up for ever.
    private const int MaxFaults = 5;
    private const int MaxAtOnce = 32;
    private static readonly TimeSpan LeastPause = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan MostPause = TimeSpan.FromSeconds(30);

    private readonly Channel<Taken> _waiting = Channel.CreateBounded<Taken>(new BoundedChannelOptions(options.MaxWaiting) { SingleReader = true });

    /// <summary>How many were taken and are in no batch yet.</summary>
    public int Waiting => _waiting.Reader.Count;

    /// <summary>Takes a message; waits while there are many. After <see cref="Close"/> it is left to the server.</summary>
    public async ValueTask TakeAsync(MqttMessage message, CancellationToken cancel)
    {
        var taken = new Taken(message, time.GetUtcNow());
        while (!_waiting.Writer.TryWrite(taken) && await _waiting.Writer.WaitToWriteAsync(cancel))
        {
            // Somebody else was faster.
        }
    }

    /// <summary>No more is taken: the run ends with what was.</summary>
    public void Close() => _waiting.Writer.TryComplete();

    /// <summary>Runs until what was taken before <see cref="Close"/> is done with and acknowledged.</summary>
    /// <param name="cancel">Ends it at once; what is not done with is not acknowledged.</param>
    public async Task RunAsync(CancellationToken cancel)
    {
        while (await GatherAsync(cancel) is { Count: > 0 } batch)
            await Task.WhenAll(HandOverAsync(batch, cancel), AcknowledgeAsync(batch, cancel));
    }

    /// <summary>What comes within a moment of the first; nothing where nothing more comes.</summary>
    private async Task<List<Taken>> GatherAsync(CancellationToken cancel)
    {
        var batch = new List<Taken>();
        if (!await _waiting.Reader.WaitToReadAsync(cancel))
            return batch;
        await FillAsync(batch, cancel);
        return batch;
    }

    private async Task FillAsync(List<Taken> batch, CancellationToken cancel)
    {
        CancellationTokenSource? moment = null, either = null;
        try
        {
            while (batch.Count < options.MaxWaiting)
            {
                if (_waiting.Reader.TryRead(out var taken))
                {
                    batch.Add(taken);
                    continue;
                }
                var left = batch[0].At + options.Gather - time.GetUtcNow();
                if (left <= TimeSpan.Zero)
                    return;
                moment ??= new CancellationTokenSource(left, time);
                either ??= CancellationTokenSource.CreateLinkedTokenSource(moment.Token, cancel);
                if (!await _waiting.Reader.WaitToReadAsync(either.Token))
                    return;
            }
        }
        catch (OperationCanceledException) when (moment is { IsCancellationRequested: true } && !cancel.IsCancellationRequested)
        {
            // The moment is over.
        }
        finally
        {
            either?.Dispose();
            moment?.Dispose();
        }
    }

    private Task HandOverAsync(List<Taken> batch, CancellationToken cancel) => Parallel.ForEachAsync(
        batch.GroupBy(taken => options.LaneOf(taken.Message.Topic)),
        new ParallelOptions { MaxDegreeOfParallelism = MaxAtOnce, CancellationToken = cancel },
        async (lane, end) =>
        {
            foreach (var taken in lane)
            {
                await HandOverAsync(taken, end);
                taken.End();
            }
        });

    private async Task HandOverAsync(Taken taken, CancellationToken cancel)
    {
        var message = new ReceivedMessage(taken.Message.Topic, taken.Message.Payload, taken.At);
        var backoff = new Backoff(LeastPause, MostPause);
        for (var faults = 0; ;)
        {
            try
            {
                if (await handler(message, cancel) == Reception.Done)
                    return;
            }
            catch (Exception failure) when (!cancel.IsCancellationRequested)
            {
                if (++faults == MaxFaults)
                {
                    GivesUp(failure, message.Topic);
                    return;
                }
            }
            await Task.Delay(backoff.Next(), time, cancel);
        }
    }

    private static async Task AcknowledgeAsync(List<Taken> batch, CancellationToken cancel)
    {
        foreach (var taken in batch)
        {
            await taken.Done.WaitAsync(cancel);
            await taken.Message.AcknowledgeAsync(cancel);
        }
    }

    [LoggerMessage(LogLevel.Error, "A message on {Topic} could not be taken; it is lost")]
    private partial void GivesUp(Exception failure, string topic);
}
