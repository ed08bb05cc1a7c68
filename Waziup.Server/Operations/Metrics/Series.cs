namespace Waziup.Server.Operations.Metrics;

/// <summary>The values of one instrument under one set of labels. Thread-safe, without locks.</summary>
/// <param name="bounds">The upper bounds of the buckets; none for what is no histogram.</param>
internal sealed class Series(double[] bounds)
{
    private readonly long[] _buckets = new long[bounds.Length];
    private long _count;
    private long _sum;

    /// <summary>The sum of what was measured, or the last value.</summary>
    public double Value => BitConverter.Int64BitsToDouble(Volatile.Read(ref _sum));

    public long Count => Volatile.Read(ref _count);

    /// <summary>How many values lie in one bucket, and in none before it.</summary>
    public long InBucket(int bucket) => Volatile.Read(ref _buckets[bucket]);

    /// <summary>Sets what is observed now.</summary>
    public void Set(double value) => Volatile.Write(ref _sum, BitConverter.DoubleToInt64Bits(value));

    /// <summary>Adds to a sum; of a histogram also counts.</summary>
    public void Add(double value)
    {
        var bucket = 0;
        while (bucket < bounds.Length && value > bounds[bucket])
            bucket++;
        if (bucket < bounds.Length)
            Interlocked.Increment(ref _buckets[bucket]);
        Interlocked.Increment(ref _count);

        var seen = Volatile.Read(ref _sum);
        while (true)
        {
            var next = BitConverter.DoubleToInt64Bits(BitConverter.Int64BitsToDouble(seen) + value);
            var before = Interlocked.CompareExchange(ref _sum, next, seen);
            if (before == seen)
                return;
            seen = before;
        }
    }
}
