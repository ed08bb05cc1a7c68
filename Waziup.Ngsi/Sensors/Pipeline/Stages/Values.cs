namespace Waziup.Ngsi.Sensors.Pipeline.Stages;

/// <summary>The numbers of samples that have some.</summary>
internal static class Values
{
    public static double[] Of(IReadOnlyList<Sample> samples)
    {
        var values = new double[samples.Count];
        for (var i = 0; i < values.Length; i++)
            values[i] = samples[i].Value!.Value;
        return values;
    }
}
