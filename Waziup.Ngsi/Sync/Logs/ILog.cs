using Waziup.Ngsi.Sync.Versions;

namespace Waziup.Ngsi.Sync.Logs;

/// <summary>What has changed, in order; within one transaction with what it tells of.</summary>
public interface ILog
{
    /// <summary>The end.</summary>
    Mark Head { get; }

    /// <summary>The position before the oldest record that is still there.</summary>
    long Before { get; }

    /// <summary>Whether the log went through a mark, and knows it.</summary>
    bool Knows(Mark mark);

    /// <summary>Puts a change behind the end.</summary>
    void Append(Lane lane, string origin, Item item);

    /// <summary>The records behind a position up to another one, in order.</summary>
    IEnumerable<LogRecord> Read(long after, long upto);
}
