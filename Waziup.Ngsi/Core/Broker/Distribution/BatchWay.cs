namespace Waziup.Ngsi.Broker.Distribution;

/// <summary>How a source is made to carry out elements of a batch.</summary>
internal enum BatchWay : byte
{
    /// <summary>It cannot.</summary>
    None,

    /// <summary>As a batch.</summary>
    Batch,

    /// <summary>One by one.</summary>
    Singly,

    /// <summary>One by one: creating each, and where it is there already, changing it.</summary>
    CreatingFirst,
}
