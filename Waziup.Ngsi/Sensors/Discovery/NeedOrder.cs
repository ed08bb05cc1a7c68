namespace Waziup.Ngsi.Sensors.Discovery;

/// <summary>Which of the sensors that fit come first.</summary>
public enum NeedOrder
{
    /// <summary>Those that were heard last.</summary>
    Freshness,

    /// <summary>Those that lie nearest to the place that is asked for.</summary>
    Distance,
}
