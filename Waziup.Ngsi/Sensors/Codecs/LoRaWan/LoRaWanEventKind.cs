namespace Waziup.Ngsi.Sensors.Codecs.LoRaWan;

/// <summary>What has happened to a device of a LoRaWAN.</summary>
public enum LoRaWanEventKind
{
    /// <summary>Something that has no meaning here.</summary>
    Other,

    /// <summary>The device has sent something.</summary>
    Uplink,

    /// <summary>The device has joined the network.</summary>
    Join,

    /// <summary>The device has told of its battery and of how well it hears.</summary>
    Status,

    /// <summary>A downlink waits to be sent.</summary>
    Queued,

    /// <summary>A gateway has sent a downlink, or is about to; whether the device has heard it is not known.</summary>
    Sent,

    /// <summary>The device has confirmed a downlink.</summary>
    Acknowledged,

    /// <summary>The device has not confirmed a downlink in time.</summary>
    NotAcknowledged,

    /// <summary>A downlink could not be sent.</summary>
    Failed,

    /// <summary>The server has a message for whoever looks after the device.</summary>
    Log,
}
