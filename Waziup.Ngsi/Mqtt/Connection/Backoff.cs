using System.Security.Cryptography;

namespace Waziup.Ngsi.Mqtt.Connection;

/// <summary>How long to wait before the next attempt: twice as long each time, and never as long as others, who lost the same server.</summary>
/// <param name="least">The first pause.</param>
/// <param name="most">The longest pause.</param>
internal sealed class Backoff(TimeSpan least, TimeSpan most)
{
    private int _failures;

    public void Reset() => _failures = 0;

    /// <summary>The next pause: between half of it and all of it.</summary>
    public TimeSpan Next()
    {
        var whole = Math.Min(least.TotalMilliseconds * Math.Pow(2, Math.Min(_failures++, 30)), most.TotalMilliseconds);
        return TimeSpan.FromMilliseconds(whole * (500 + RandomNumberGenerator.GetInt32(501)) / 1000);
    }
}
