using Waziup.Ngsi.Sync.Logs;

namespace Waziup.Ngsi.Sync.Exchange;

/// <summary>What a broker keeps of another one; within one transaction with what it holds.</summary>
public interface IPeer
{
    /// <summary>The epoch of the other one that is known; null for none.</summary>
    string? Epoch { get; set; }

    /// <summary>The latest of the other one's log that was learnt from.</summary>
    Mark Witness { get; set; }

    /// <summary>Whether both have to be compared, and that has not ended.</summary>
    bool IsCompareDue { get; set; }

    /// <summary>How far one has come with what the other one tells in return.</summary>
    long Down { get; set; }

    /// <summary>The streams and how far they are; of a sender what he was told last.</summary>
    IDictionary<string, StreamState> Streams { get; }
}
