using System.Globalization;

namespace Waziup.Ngsi.Client;

/// <summary>A condition on a place (4.10).</summary>
/// <param name="Relation">Such as <c>near;maxDistance==500</c>, <c>within</c>, <c>intersects</c>.</param>
/// <param name="Geometry">The GeoJSON type of the reference geometry.</param>
/// <param name="Coordinates">Its coordinates as JSON, longitude first.</param>
/// <param name="Property">The attribute that holds the place; null for <c>location</c>.</param>
public sealed record NgsiGeoQuery(string Relation, string Geometry, string Coordinates, string? Property = null)
{
    /// <summary>Within a distance in metres of a point in degrees (WGS 84).</summary>
    public static NgsiGeoQuery Near(double longitude, double latitude, double metres, string? property = null) =>
        new(FormattableString.Invariant($"near;maxDistance=={metres}"), "Point",
            string.Create(CultureInfo.InvariantCulture, $"[{longitude},{latitude}]"), property);
}
