using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.AspNetCore;

/// <summary>What the bodies that are being received may take together, so that many slow senders cannot fill the memory.</summary>
internal sealed class BodyBudget(long max)
{
    private long _taken;

    public long Taken => Interlocked.Read(ref _taken);

    /// <exception cref="NgsiLdException">Overloaded where there is not so much left.</exception>
    public void Take(int bytes)
    {
        if (Interlocked.Add(ref _taken, bytes) <= max)
            return;
        Interlocked.Add(ref _taken, -bytes);
        throw new NgsiLdException(NgsiLdErrors.Overloaded("too many large bodies are being received; try again later"));
    }

    /// <summary>Sets the account right without a bound.</summary>
    public void Add(int bytes) => Interlocked.Add(ref _taken, bytes);
}
