namespace Waziup.Ngsi.Broker;

/// <summary>How entities are loaded in bulk.</summary>
public sealed class LoadOptions
{
    /// <summary>The @context of lines that carry none.</summary>
    /// <value>Null: the core context.</value>
    public Uri? Context { get; set; }

    /// <summary>Attributes of a line are written over those of the entity and the others stay, so that many lines about one entity fill its history.</summary>
    /// <value>Default false: a line replaces its entity as a whole.</value>
    public bool Update { get; set; }

    /// <summary>How many lines at the beginning are passed over: those that an earlier run reported as durable.</summary>
    /// <value>0 or more; default 0.</value>
    public long SkipLines { get; set; }

    /// <summary>How many lines are handed to the store at once. The store may cut them into smaller transactions.</summary>
    /// <value>Between 1 and 10,000; default 1,000.</value>
    public int LinesAtOnce { get; set; } = 1000;

    /// <summary>How many bytes a line may have; a longer one is rejected.</summary>
    /// <value>Between 1,024 and 1,073,741,824; default 16 MiB.</value>
    public int MaxLineBytes { get; set; } = 16 * 1024 * 1024;

    internal void Validate()
    {
        Within(SkipLines, 0, long.MaxValue, nameof(SkipLines));
        Within(LinesAtOnce, 1, 10_000, nameof(LinesAtOnce));
        Within(MaxLineBytes, 1024, 1 << 30, nameof(MaxLineBytes));
    }

    private static void Within(long value, long least, long most, string name)
    {
        if (value < least || value > most)
            throw new ArgumentOutOfRangeException(name, value, $"has to lie between {least} and {most}");
    }
}
