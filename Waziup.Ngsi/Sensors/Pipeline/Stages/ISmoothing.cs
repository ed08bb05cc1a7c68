namespace Waziup.Ngsi.Sensors.Pipeline.Stages;

/// <summary>A way to make a value of a reading and those before it.</summary>
internal interface ISmoothing
{
    /// <summary>The value; null where there is none.</summary>
    /// <param name="sample">The reading, which has a value.</param>
    /// <param name="x">Its value.</param>
    /// <param name="memory">What is known of those before it.</param>
    double? Next(Sample sample, double x, Memory memory);
}
