using Waziup.Ngsi.Sync.Versions;

namespace Waziup.Ngsi.Sync.Logs;

/// <summary>Which way a record goes.</summary>
public enum Lane : byte
{
    /// <summary>Everything but readings: it goes first.</summary>
    Control,

    /// <summary>Readings: the newest go first, where there are too many.</summary>
    Reading,
}

/// <summary>One change of what a broker holds.</summary>
/// <param name="Mark">Where in the log.</param>
/// <param name="Lane">Which way it goes.</param>
/// <param name="Origin">Who told of it, so that he is not told of it again; the broker itself where it was written there.</param>
/// <param name="Item">What changed.</param>
public sealed record LogRecord(Mark Mark, Lane Lane, string Origin, Item Item);
