using System.Collections.Immutable;

namespace Waziup.Ngsi.Sensors.Discovery;

/// <summary>A place on the earth, in degrees.</summary>
/// <param name="Longitude">From -180 to 180.</param>
/// <param name="Latitude">From -90 to 90.</param>
public readonly record struct Spot(double Longitude, double Latitude);

/// <summary>Where the sensors have to be.</summary>
public abstract record NeedPlace
{
    private protected NeedPlace()
    {
    }

    /// <summary>Around a spot.</summary>
    /// <param name="Centre">The spot.</param>
    /// <param name="Metres">How far away at most.</param>
    public sealed record Near(Spot Centre, double Metres) : NeedPlace;

    /// <summary>Within a polygon.</summary>
    /// <param name="Rings">Its border, and those of its holes; each ends where it begins.</param>
    public sealed record Area(ImmutableArray<ImmutableArray<Spot>> Rings) : NeedPlace;
}
