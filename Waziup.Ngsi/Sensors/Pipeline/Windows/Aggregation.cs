using System.Collections.Immutable;
using System.Text.Json;
using Waziup.Ngsi.Json;

namespace Waziup.Ngsi.Sensors.Pipeline.Windows;

/// <summary>What is made of the values of a window.</summary>
/// <param name="Methods">Names of methods: the first one's result is the value that goes on, all are told with the window.</param>
/// <param name="Accept">The flags of values that enter. Default good and not evaluated.</param>
/// <param name="MinCount">Windows with fewer values are missing. Default 1.</param>
internal sealed record Aggregation(ImmutableArray<string> Methods, ImmutableArray<Flag> Accept, int MinCount)
{
    /// <summary>For percentile: which one, in hundredths; member p.</summary>
    public double Percentile { get; init; } = 50;

    /// <summary>For valueCount: which value; member v.</summary>
    public double Value { get; init; }

    /// <summary>For integral: how many seconds its unit of time has; member per, s (the default) or h.</summary>
    public double UnitSeconds { get; init; } = 1;

    /// <summary>For circularMean: a full turn; member circle. Default 360.</summary>
    public double Circle { get; init; } = 360;

    /// <summary>Reads method or methods, and what they need.</summary>
    public static Aggregation Read(StepReader step)
    {
        if (step.Has("method") == step.Has("methods"))
            throw step.Fault("method", "either method or methods has to be there");
        ImmutableArray<string> names = step.Has("method") ? [step.Text("method")]
            : [.. step.List("methods", "names of methods", 1, 32, item => item.ValueKind == JsonValueKind.String ? (JsonElement?)item : null).Select(item => item.GetString()!)];
        if (names.FirstOrDefault(name => Method.Find(name) is null) is { } unknown)
            throw step.Fault(step.Has("method") ? "method" : "methods", $"'{unknown}' is none of {string.Join(", ", Method.Names)}");
        var aggregation = new Aggregation(names, step.Accept(), step.Integer("minCount", 1, 1, 1_000_000));
        return aggregation with
        {
            Percentile = names.Contains("percentile") ? step.Number("p", 0, 100) : 50,
            Value = names.Contains("valueCount") ? step.Number("v") : 0,
            UnitSeconds = names.Contains("integral") && step.Choice("per", "s", "h") == "h" ? 3600 : 1,
            Circle = names.Contains("circularMean") ? step.OptionalPositive("circle") ?? 360 : 360,
        };
    }

    public bool Takes(Sample sample) => sample.Value is not null && Accept.Contains(sample.Flag);

    /// <summary>The sample that stands for a window: its time is the start, unless it is told otherwise.</summary>
    public Sample Of(Instant start, Instant end, IReadOnlyList<Sample> samples, Sample? before, Instant? label = null)
    {
        var time = label ?? start;
        if (samples.Count < MinCount)
            return new Sample(time, null) { Origin = Origin.Aggregated, Methods = Methods[0], Window = new WindowFacts(end, samples.Count, 0, new NamedValues([])) };
        var content = new Content(start, end, samples, before, [.. samples.Select(sample => sample.Value!.Value)]);
        var results = Methods.Select(name => KeyValuePair.Create(name, Finite(Method.Find(name)!.Of(content, this)))).ToList();
        var value = results[0].Value;
        return new Sample(time, value)
        {
            Flag = value is null ? Flag.Missing : samples.Select(sample => sample.Flag).Aggregate(Flags.Worst),
            Origin = Origin.Aggregated,
            Methods = Methods[0],
            UnitCode = Method.Find(Methods[0])!.KeepsUnit ? content.Last.UnitCode : null,
            Window = new WindowFacts(end, samples.Count, content.Coverage, new NamedValues(results)),
        };
    }

    private static double? Finite(double? value) => value is { } number && double.IsFinite(number) ? number : null;
}
