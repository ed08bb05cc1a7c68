namespace Waziup.Ngsi.Mqtt.Receiving;

/// <summary>What becomes of a message that was handed over.</summary>
public enum Reception
{
    /// <summary>It is done with, stored or refused: it is acknowledged and does not come again.</summary>
    Done,

    /// <summary>It cannot be stored now: it is handed over again after a pause, and not acknowledged before.</summary>
    Later,
}
