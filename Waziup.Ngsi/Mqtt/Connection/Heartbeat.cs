namespace Waziup.Ngsi.Mqtt.Connection;

/// <summary>Sees to it that both sides hear of each other, and notices when the other one is gone.</summary>
/// <remarks>
/// TCP tells of a peer that vanished after many minutes only. After half the interval without a word in one direction the server is asked
/// for one; without anything from it for another half it is taken for gone.
/// </remarks>
/// <param name="interval">The keep-alive interval; zero for none.</param>
/// <param name="time">The clock.</param>
internal sealed class Heartbeat(TimeSpan interval, TimeProvider time)
{
    private long _sent = time.GetTimestamp();
    private long _heard = time.GetTimestamp();
    private bool _isBusy;

    /// <summary>Whether nothing is read because the application is busy; that is not taken for silence.</summary>
    public bool IsBusy { get => Volatile.Read(ref _isBusy); set => Volatile.Write(ref _isBusy, value); }

    public void Sent() => Volatile.Write(ref _sent, time.GetTimestamp());

    public void Heard() => Volatile.Write(ref _heard, time.GetTimestamp());

    /// <summary>Watches until the server is gone.</summary>
    /// <param name="ask">Asks for a sign of life.</param>
    /// <param name="cancel">Ends it.</param>
    /// <exception cref="MqttException">Nothing was heard for too long.</exception>
    public async Task WatchAsync(Action ask, CancellationToken cancel)
    {
        if (interval == TimeSpan.Zero)
            await Task.Delay(Timeout.InfiniteTimeSpan, time, cancel);
        long? asked = null;
        while (true)
        {
            await Task.Delay(interval / 8, time, cancel);
            if (IsBusy)
                Heard();
            var heard = Volatile.Read(ref _heard);
            if (asked is { } since && heard < since)
            {
                if (time.GetElapsedTime(since) >= interval / 2)
                    throw new MqttException($"the server is silent: no answer within {interval / 2}");
                continue;
            }
            asked = null;
            if (time.GetElapsedTime(heard) < interval / 2 && time.GetElapsedTime(Volatile.Read(ref _sent)) < interval / 2)
                continue;
            asked = time.GetTimestamp();
            ask();
        }
    }
}
