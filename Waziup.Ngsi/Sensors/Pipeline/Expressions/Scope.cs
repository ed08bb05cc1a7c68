namespace Waziup.Ngsi.Sensors.Pipeline.Expressions;

/// <summary>What the variables of an expression stand for.</summary>
/// <param name="Sample">The reading: value, observedAt and the other attributes are its.</param>
/// <param name="Prev">The value before it; null where there is none.</param>
/// <param name="Dt">Seconds since that; null where there is none.</param>
internal readonly record struct Scope(Sample Sample, double? Prev, double? Dt)
{
    /// <summary>The value of a variable; null where it is missing.</summary>
    public double? Find(string name) => name switch
    {
        "value" => Sample.Value,
        "prev" => Prev,
        "dt" => Dt,
        "observedAt" => Sample.Time.Micros / 1e6,
        _ => Sample.Attributes?.Find(name),
    };
}
