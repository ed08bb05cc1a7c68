namespace Waziup.Ngsi.Sensors.Pipeline;

/// <summary>Where a value comes from.</summary>
public enum Origin : byte
{
    /// <summary>A device has measured it.</summary>
    Measured,

    /// <summary>Made of the values of a window.</summary>
    Aggregated,

    /// <summary>Made up between two values.</summary>
    Interpolated,

    /// <summary>Made up behind the last value.</summary>
    Extrapolated,
}
