namespace Waziup.Load.Replay;

/// <summary>Common codes of UN/CEFACT Recommendation 20 for the units that the exports need.</summary>
internal static class UnitCodes
{
    public const string DegreeAngle = "DD";
    public const string DegreeCelsius = "CEL";
    public const string Dimensionless = "C62";
    public const string KilometrePerHour = "KMH";
    public const string KiloPascal = "KPA";
    public const string MilligramPerLitre = "M1";
    public const string Percent = "P1";
    public const string PH = "Q30";
}
