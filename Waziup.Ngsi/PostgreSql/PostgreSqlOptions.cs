namespace Waziup.Ngsi.PostgreSql;

/// <summary>Where a PostgreSQL store lies and how it behaves.</summary>
public sealed class PostgreSqlOptions
{
    /// <summary>How to reach the database, as Npgsql has it: <c>Host=db;Database=waziup;Username=waziup;Password=…</c>.</summary>
    /// <value>Has to be given. What concerns pools, timeouts of commands and the search path is set by the options below.</value>
    public string Connection { get; set; } = "";

    /// <summary>The schema that holds the tables; created where it does not exist. Two brokers may share a database, not a schema, unless they are nodes of one.</summary>
    /// <value>Lower-case letters, digits and underscores, beginning with a letter, at most 48; default <c>waziup</c>.</value>
    public string Schema { get; set; } = "waziup";

    /// <summary>How many connections answer queries at the same time.</summary>
    /// <value>Between 1 and 256; default 8 times the number of processors, at least 16.</value>
    public int QueryConnections { get; set; } = Math.Max(16, 8 * Environment.ProcessorCount);

    /// <summary>How many connections look for single entities; what waits meanwhile shares a round trip.</summary>
    /// <value>Between 1 and 64; default 2.</value>
    public int FindConnections { get; set; } = 2;

    /// <summary>How many writes share a transaction and its flush at most. A single write never waits for others.</summary>
    /// <value>Between 1 and 1,000; default 200.</value>
    public int MaxGroup { get; set; } = 200;

    /// <summary>How many writes may wait; beyond that they are refused with StorageUnavailable.</summary>
    /// <value>Between 1 and 1,000,000; default 20,000.</value>
    public int MaxQueue { get; set; } = 20_000;

    /// <summary>How long a query may take in the database; beyond that it is refused with TooComplexQuery.</summary>
    /// <value>Between 1 second and 1 hour; default 30 seconds.</value>
    public TimeSpan QueryTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Accept a database that acknowledges before it has flushed (<c>fsync</c>, <c>full_page_writes</c> or <c>synchronous_commit</c> off).</summary>
    /// <value>Default false: such a database is refused at the start.</value>
    public bool RelaxedDurability { get; set; }

    /// <summary>Whether every option is within its bounds, as it has to be before a store is made.</summary>
    /// <exception cref="ArgumentException">One is not; the message says what it has to be.</exception>
    public void Validate()
    {
        Check(!string.IsNullOrWhiteSpace(Connection), "is empty; it has to say how to reach the database", nameof(Connection));
        Check(IsName(Schema), "has to be lower-case letters, digits and underscores, beginning with a letter, at most 48", nameof(Schema));
        Within(QueryConnections, 1, 256, nameof(QueryConnections));
        Within(FindConnections, 1, 64, nameof(FindConnections));
        Within(MaxGroup, 1, 1_000, nameof(MaxGroup));
        Within(MaxQueue, 1, 1_000_000, nameof(MaxQueue));
        Check(
            QueryTimeout >= TimeSpan.FromSeconds(1) && QueryTimeout <= TimeSpan.FromHours(1), "has to lie between 1 second and 1 hour", nameof(QueryTimeout));
    }

    private static bool IsName(string text) =>
        text is { Length: > 0 and <= 48 } && char.IsAsciiLetterLower(text[0]) && text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '_');

    private static void Within(int value, int least, int most, string name) =>
        Check(value >= least && value <= most, $"has to lie between {least} and {most}", name);

    private static void Check(bool isGood, string message, string name)
    {
        if (!isGood)
            throw new ArgumentException(message, name);
    }
}
