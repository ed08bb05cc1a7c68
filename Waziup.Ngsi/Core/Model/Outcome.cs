namespace Waziup.Ngsi.Model;

/// <summary>How an intended write ended.</summary>
public enum Outcome : byte
{
    /// <summary>Written and durable.</summary>
    Done,

    /// <summary>There was nothing to change; nothing was written.</summary>
    Unchanged,

    /// <summary>It should have been created, but is there.</summary>
    AlreadyExists,

    /// <summary>It should have been there, but is not.</summary>
    NotFound,

    /// <summary>It was refused; the change carries the error.</summary>
    Refused,
}
