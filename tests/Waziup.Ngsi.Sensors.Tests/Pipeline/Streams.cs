using Waziup.Ngsi.Json;
using Waziup.Ngsi.Sensors.Pipeline;

namespace Waziup.Ngsi.Sensors.Tests.Pipeline;

/// <summary>Short forms of samples: times are seconds from midnight of 2026-03-01 UTC.</summary>
static class Streams
{
    public static readonly Instant Zero = Instant.Of(new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero));

    public static Instant At(double seconds) => new(Zero.Micros + (long)(seconds * 1e6));

    public static Instant At(string time) => Instant.TryParse(time, out var instant) ? instant : throw new FormatException(time);

    public static double Seconds(Sample sample) => (sample.Time.Micros - Zero.Micros) / 1e6;

    /// <summary>Values with their times.</summary>
    public static Sample[] Of(params (double Second, double? Value)[] samples) => [.. samples.Select(one => new Sample(At(one.Second), one.Value))];

    /// <summary>Values one second apart, from 0.</summary>
    public static Sample[] Each(params double?[] values) => [.. values.Select((value, i) => new Sample(At(i), value))];

    public static Sample Text(string text) => new(At(0), null) { Text = text };

    public static Plan Plan(string steps, string? unitCode = null) => PipelineReader.Read(steps, unitCode);

    public static IReadOnlyList<Sample> Run(string steps, params IEnumerable<Sample> samples) => Plan(steps).Run(samples).Outputs;

    public static double?[] Values(string steps, params IEnumerable<Sample> samples) => [.. Run(steps, samples).Select(sample => sample.Value)];

    public static Flag[] FlagsOf(string steps, params IEnumerable<Sample> samples) => [.. Run(steps, samples).Select(sample => sample.Flag)];
}
