using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.AspNetCore;

/// <summary>What bodies on their way in, or answers on their way out, may take together, so that many slow clients cannot fill the memory.</summary>
internal sealed class ByteBudget(long max, string what)
{
    private long _taken;

    public long Max => max;

    /// <exception cref="NgsiLdException">Overloaded where there is not so much left.</exception>
    public void Take(int bytes)
    {
        if (Interlocked.Add(ref _taken, bytes) <= max)
            return;
        Interlocked.Add(ref _taken, -bytes);
        throw new NgsiLdException(NgsiLdErrors.Overloaded($"too many large {what}; try again later"));
    }

    /// <summary>Sets the account right without a bound.</summary>
    public void Add(int bytes) => Interlocked.Add(ref _taken, bytes);
}
