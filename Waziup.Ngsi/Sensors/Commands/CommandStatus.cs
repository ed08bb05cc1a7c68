namespace Waziup.Ngsi.Sensors.Commands;

/// <summary>How far a command has come. It only ever goes forward.</summary>
public enum CommandStatus : byte
{
    /// <summary>It is stored, and the device does not have it.</summary>
    Pending,

    /// <summary>The device may have it.</summary>
    Sent,

    /// <summary>The device, or its network, has said that it has it.</summary>
    Delivered,

    /// <summary>It was carried out. Final.</summary>
    Done,

    /// <summary>It was not, or nobody knows. Final.</summary>
    Failed,

    /// <summary>Its time ran out before it was sent. Final.</summary>
    Expired,
}
