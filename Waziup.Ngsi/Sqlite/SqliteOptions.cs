namespace Waziup.Ngsi.Sqlite;

/// <summary>Where a SQLite store lies and how it behaves.</summary>
public sealed class SqliteOptions
{
    /// <summary>The file. It is created with its folder where it does not exist; <c>-wal</c>, <c>-shm</c> and <c>.lock</c> files stand beside it.</summary>
    /// <value>Default <c>data/context.db</c> below the working folder.</value>
    public string Path { get; set; } = "data/context.db";

    /// <summary>How many connections read at the same time.</summary>
    /// <value>Between 1 and 256; default twice the number of processors, at least 4.</value>
    public int ReadConnections { get; set; } = Math.Max(4, 2 * Environment.ProcessorCount);

    /// <summary>How many writes share a transaction and its flush at most. A single write never waits for others.</summary>
    /// <value>Between 1 and 10,000; default 200.</value>
    public int MaxGroup { get; set; } = 200;

    /// <summary>How many writes may wait; beyond that they are refused with StorageUnavailable.</summary>
    /// <value>Between 1 and 1,000,000; default 20,000.</value>
    public int MaxQueue { get; set; } = 20_000;

    /// <summary>From how many pages of 4 KiB on the write-ahead log is copied back; it grows to four times that at most. Less: shorter
    /// pauses and a smaller file beside the store, more work.</summary>
    /// <value>Between 100 and 100,000; default 8,000.</value>
    public int CheckpointPages { get; set; } = 8_000;

    /// <summary>The page cache of the writer.</summary>
    /// <value>In KiB, between 64 and 1,048,576; default 16,384.</value>
    public int WriterCacheKib { get; set; } = 16_384;

    /// <summary>The page cache of each reader.</summary>
    /// <value>In KiB, between 64 and 1,048,576; default 4,096.</value>
    public int ReaderCacheKib { get; set; } = 4_096;

    /// <summary>Flush to the medium at checkpoints only: a loss of power may take the last acknowledged writes with it.</summary>
    /// <value>Default false: every write is flushed before it is acknowledged.</value>
    public bool RelaxedDurability { get; set; }

    internal void Validate()
    {
        NotEmpty(Path, nameof(Path));
        Within(ReadConnections, 1, 256, nameof(ReadConnections));
        Within(MaxGroup, 1, 10_000, nameof(MaxGroup));
        Within(MaxQueue, 1, 1_000_000, nameof(MaxQueue));
        Within(CheckpointPages, 100, 100_000, nameof(CheckpointPages));
        Within(WriterCacheKib, 64, 1 << 20, nameof(WriterCacheKib));
        Within(ReaderCacheKib, 64, 1 << 20, nameof(ReaderCacheKib));
    }

    private static void NotEmpty(string value, string name)
    {
        if (string.IsNullOrWhiteSpace(value))
            throw new ArgumentException("is empty; it has to name a file", name);
    }

    private static void Within(int value, int least, int most, string name)
    {
        if (value < least || value > most)
            throw new ArgumentOutOfRangeException(name, value, $"has to lie between {least} and {most}");
    }
}
