using System.Diagnostics.Metrics;

namespace Waziup.Server.Devices.Mqtt;

/// <summary>Counts what becomes of messages, and tells the operator of some that were refused.</summary>
/// <remarks>Whoever may publish can have much refused: no more than so many lines are written in a minute, and then how many there would have been. Thread-safe.</remarks>
internal sealed partial class MqttReport(TimeProvider clock, ILogger<MqttReport> logger)
{
    private const int MostLines = 20;
    private const int MostLetters = 300;
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly Meter Meter = new("Waziup.Server.Mqtt");
    private static readonly Counter<long> Messages = Meter.CreateCounter<long>("waziup.mqtt.received", null, "Messages that came over MQTT, by what became of them; later: attempts that have to be repeated");

    private readonly Lock _gate = new();
    private long _since;
    private int _lines = -1;
    private int _left;

    /// <summary>All of it is stored.</summary>
    public void Stored() => Count("stored");

    /// <summary>The device waits for an approval.</summary>
    public void Waits() => Count("waiting");

    /// <summary>It is on no topic of ours.</summary>
    public void Ignored() => Count("ignored");

    /// <summary>Nothing of it is stored.</summary>
    public void Refused(string topic, string reason)
    {
        Count("refused");
        if (MayTell())
            IsRefused(Plain(topic), Plain(reason));
    }

    /// <summary>Some of it is stored.</summary>
    public void Partly(string topic, string reason)
    {
        Count("partly");
        if (MayTell())
            IsPartly(Plain(topic), Plain(reason));
    }

    /// <summary>The store does not take it now.</summary>
    public void Later(string topic, string reason)
    {
        Count("later");
        if (MayTell())
            HasToWait(Plain(topic), Plain(reason));
    }

    private static void Count(string outcome) => Messages.Add(1, new KeyValuePair<string, object?>("outcome", outcome));

    // What others have written must not look like lines of ours.
    private static string Plain(string text) => string.Concat(text.Take(MostLetters).Select(letter => char.IsControl(letter) ? '?' : letter));

    private bool MayTell()
    {
        int left;
        lock (_gate)
        {
            if (_lines >= 0 && clock.GetElapsedTime(_since) < Minute && _lines >= MostLines)
            {
                _left++;
                return false;
            }
            if (_lines < 0 || clock.GetElapsedTime(_since) >= Minute)
                (_since, _lines) = (clock.GetTimestamp(), 0);
            _lines++;
            (left, _left) = (_left, 0);
        }
        if (left > 0)
            More(left);
        return true;
    }

    [LoggerMessage(LogLevel.Warning, "MQTT: what came on {Topic} is not stored: {Reason}")]
    private partial void IsRefused(string topic, string reason);

    [LoggerMessage(LogLevel.Warning, "MQTT: not all that came on {Topic} is stored: {Reason}")]
    private partial void IsPartly(string topic, string reason);

    [LoggerMessage(LogLevel.Warning, "MQTT: what came on {Topic} is tried again, and not acknowledged before it is stored: {Reason}")]
    private partial void HasToWait(string topic, string reason);

    [LoggerMessage(LogLevel.Warning, "MQTT: {Count} more messages were refused or have to wait")]
    private partial void More(int count);
}
