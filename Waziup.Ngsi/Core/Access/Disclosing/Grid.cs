namespace Waziup.Ngsi.Access.Disclosing;

/// <summary>Cells of equal area on the earth, one grid for all: each level halves width and height of the one before, so that cells nest.</summary>
/// <remarks>
/// <para>A cell has the area <c>side²</c> everywhere; it is <c>side·cos(latitude)</c> wide and <c>side/cos(latitude)</c> high.</para>
/// <para><b>Not</b> hidden by it: one farm alone in a cell; names, scopes and series that betray the place; the moment at which a moving thing crosses a border.</para>
/// </remarks>
public static class Grid
{
    /// <summary>The circumference of the earth as a sphere, in metres.</summary>
    private const double Circumference = 40_030_174;

    private const int FinestLevel = 26;

    /// <summary>The finest level whose cells are at least so wide, in metres.</summary>
    public static int LevelOf(double metres) => Math.Clamp((int)Math.Floor(Math.Log2(Circumference / metres)), 0, FinestLevel);

    /// <summary>The width of a cell at the equator, in metres; at least what was asked for.</summary>
    public static double SideOf(double metres) => Circumference / Math.Pow(2, LevelOf(metres));

    /// <summary>The middle of the cell in which a place lies, to six decimals.</summary>
    /// <param name="longitude">Of the place, in degrees.</param>
    /// <param name="latitude">Of the place, in degrees.</param>
    /// <param name="metres">The least width of a cell.</param>
    public static (decimal Longitude, decimal Latitude) CentreOf(double longitude, double latitude, double metres)
    {
        var cells = Math.Pow(2, LevelOf(metres));
        var column = Math.Floor((longitude + 180) / 360 * cells);
        column -= Math.Floor(column / cells) * cells;
        // As many rows fit as the sphere is high in sides: 2 / (2π / cells).
        var row = Math.Floor((Math.Sin(double.DegreesToRadians(latitude)) + 1) / (2 * Math.PI) * cells);
        var east = -180 + ((column + 0.5) * 360 / cells);
        var north = double.RadiansToDegrees(Math.Asin(Math.Min(1, -1 + ((row + 0.5) * 2 * Math.PI / cells))));
        return (Math.Round((decimal)east, 6), Math.Round((decimal)north, 6));
    }
}
