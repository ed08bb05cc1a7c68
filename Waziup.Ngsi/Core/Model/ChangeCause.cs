namespace Waziup.Ngsi.Model;

/// <summary>Why something changed.</summary>
public enum ChangeCause : byte
{
    /// <summary>A client asked for it.</summary>
    Request,

    /// <summary>A sensor's pipeline or a temporal write.</summary>
    Ingest,

    /// <summary>Its time had come (4.22).</summary>
    Expiry,

    /// <summary>Another node of the same owner sent it.</summary>
    Uplink,
}

/// <summary>What happened to an entity.</summary>
public enum ChangeKind : byte
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>It came into being.</summary>
    Created,

    /// <summary>Something of it changed.</summary>
    Updated,

    /// <summary>It is gone.</summary>
    Deleted,

    /// <summary>Its history alone changed.</summary>
    Rewritten,
}
