namespace Waziup.Ngsi.Sensors.Processing;

/// <summary>Keeps the streams that were in use lately, each for one payload at a time.</summary>
internal sealed class LiveStreams(TimeProvider clock)
{
    private const int Most = 5000;

    private readonly Dictionary<StreamKey, LiveStream> _streams = [];

    /// <summary>Waits until a stream is free, and takes it; <see cref="Leave"/> gives it back.</summary>
    /// <remarks>Who takes several takes them in the order of their ids, so that nobody waits for another who waits for him.</remarks>
    public async ValueTask<LiveStream> EnterAsync(StreamKey key, CancellationToken cancel)
    {
        LiveStream? stream;
        lock (_streams)
        {
            if (!_streams.TryGetValue(key, out stream))
            {
                MakeRoom();
                _streams[key] = stream = new LiveStream();
            }
            stream.Users++;
            stream.UsedAt = clock.GetTimestamp();
        }
        try
        {
            await stream.Gate.WaitAsync(cancel);
            return stream;
        }
        catch
        {
            lock (_streams)
                stream.Users--;
            throw;
        }
    }

    /// <summary>Gives a stream back.</summary>
    public void Leave(LiveStream stream)
    {
        stream.Gate.Release();
        lock (_streams)
            stream.Users--;
    }

    /// <summary>Those go that were in use least lately, a tenth at a time; what they hold is stored.</summary>
    private void MakeRoom()
    {
        if (_streams.Count < Most)
            return;
        foreach (var (old, _) in _streams.Where(one => one.Value.Users == 0).OrderBy(one => one.Value.UsedAt).Take(Most / 10).ToList())
            _streams.Remove(old);
    }
}
