namespace Waziup.Ngsi.Sensors.Commands;

/// <summary>Why a command has failed, where the device does not say it in its words.</summary>
internal static class CommandReasons
{
    /// <summary>A newer one took its place before it was sent.</summary>
    public const string Superseded = "superseded";

    /// <summary>Somebody called it back before it was sent.</summary>
    public const string Cancelled = "cancelled";

    /// <summary>What it was to be carried out on only was not so.</summary>
    public const string Refused = "refused";

    /// <summary>The device said so, and not why.</summary>
    public const string Device = "device";

    /// <summary>It was sent, and nobody has heard what became of it.</summary>
    public const string Unknown = "unknown";
}
