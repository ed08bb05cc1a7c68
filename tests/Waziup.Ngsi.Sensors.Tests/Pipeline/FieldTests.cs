using Waziup.Ngsi.Sensors.Pipeline;

namespace Waziup.Ngsi.Sensors.Tests.Pipeline;

/// <summary>Readings of four probes and a weather station in an irrigated field go through whole pipelines.</summary>
public sealed class FieldTests
{
    const string Soil = """
        [ {"op": "parseNumber"}, {"op": "clockFix", "policy": "shift"},
          {"op": "duplicates", "keep": "last"},
          {"op": "grossRange", "failMin": 0, "failMax": 100},
          {"op": "hampel", "window": 7, "k": 3},
          {"op": "resample", "period": "PT5M", "method": "avg"},
          {"op": "interpolate", "method": "linear", "maxGap": "PT6H"},
          {"op": "quantise", "decimals": 2} ]
        """;

    const string Grid = """
        [ {"op": "parseNumber"}, {"op": "duplicates", "keep": "last"}, {"op": "resample", "period": "PT5M", "method": "avg"},
          {"op": "interpolate", "method": "linear", "ends": "nearest"}, {"op": "quantise", "decimals": 2} ]
        """;

    const long FiveMinutes = 300_000_000;
    const long SixHours = 72 * FiveMinutes;

    public static TheoryData<string> Probes => ["UGB-PILOTS_Sensor80-SH", "UGB-PILOTS_Sensor81-SH", "UGB-PILOTS_Sensor82-SH", "UGB-PILOTS_Sensor84-SH"];

    [Theory]
    [MemberData(nameof(Probes))]
    public void Soil_humidity_becomes_an_even_series_of_plausible_values(string probe)
    {
        var samples = RealReadings.Load("waziup-soil-moisture", "raw", $"{probe}.csv.gz");

        var run = Streams.Plan(Soil).Run(samples);

        Assert.True(samples.Count > 900, $"{samples.Count} readings");
        IsEven(run.Outputs);
        var valued = run.Outputs.Where(sample => sample.Value is not null).ToList();
        Assert.True(valued.Count > samples.Count / 4, $"{valued.Count} values of {run.Outputs.Count}");
        Assert.All(valued, sample => Assert.InRange(sample.Value!.Value, 0, 100));
        Assert.All(valued, sample => Assert.Equal(Math.Round(sample.Value!.Value, 2), sample.Value!.Value, 9));
        // Nothing was made up where there was no reading for six hours.
        var measured = valued.Where(sample => sample.Origin != Origin.Interpolated).Select(sample => sample.Time.Micros).ToList();
        Assert.All(valued.Where(sample => sample.Origin == Origin.Interpolated), sample =>
            Assert.InRange(measured.Find(time => time > sample.Time.Micros) - measured.FindLast(time => time < sample.Time.Micros), FiveMinutes, SixHours));
        Assert.Equal(samples.Count, run.Steps[0].In);
        Assert.All(run.Steps, step => Assert.Equal(0, step.Errors));
    }

    [Theory]
    [MemberData(nameof(Probes))]
    public void Without_a_greatest_gap_every_five_minutes_have_a_value(string probe)
    {
        var samples = RealReadings.Load("waziup-soil-moisture", "raw", $"{probe}.csv.gz");

        var outputs = Streams.Plan(Grid).Run(samples).Outputs;

        IsEven(outputs);
        Assert.All(outputs, sample => Assert.NotNull(sample.Value));
        Assert.Equal(samples.Min(sample => sample.Time).Micros / FiveMinutes * FiveMinutes, outputs[0].Time.Micros);
        Assert.Equal(samples.Max(sample => sample.Time).Micros / FiveMinutes * FiveMinutes, outputs[^1].Time.Micros);
        // Each mean lies between the least and the greatest reading.
        var (least, greatest) = (samples.Min(Number), samples.Max(Number));
        Assert.All(outputs, sample => Assert.InRange(sample.Value!.Value, least, greatest));
    }

    [Fact]
    public void The_order_of_arrival_does_not_show()
    {
        var samples = RealReadings.Load("waziup-soil-moisture", "raw", "UGB-PILOTS_Sensor80-SH.csv.gz");
        var whole = Streams.Plan(Soil).Run(samples).Outputs;
        var stream = new SampleStream(Streams.Plan(Soil)) { AllowedLateness = null };

        foreach (var part in new Generator(1).Parts(new Generator(2).Shuffled(samples)))
            stream.Add(part);

        Assert.Equal(whole, stream.Outputs);
    }

    [Fact]
    public void Temperature_by_the_hour_and_by_the_day_agree()
    {
        var samples = RealReadings.Load("waziup-soil-moisture", "raw", "TP.csv.gz");

        var hours = Streams.Plan("""[{"op":"duplicates","keep":"last"},{"op":"tumbling","size":"PT1H","methods":["max","count"]}]""").Run(samples).Outputs;
        var days = Streams.Plan("""[{"op":"duplicates","keep":"last"},{"op":"tumbling","size":"P1D","zone":"Africa/Dakar","methods":["max","count"]}]""").Run(samples).Outputs;

        Assert.True(days.Count > 100, $"{days.Count} days");
        foreach (var day in days)
        {
            var within = hours.Where(hour => hour.Time >= day.Time && hour.Time < day.Window!.End).ToList();
            Assert.Equal(day.Value, within.Max(hour => hour.Value));
            Assert.Equal(day.Window!.Count, within.Sum(hour => hour.Window!.Count));
        }
    }

    static double Number(Sample sample) => sample.Value ?? double.Parse(sample.Text!, System.Globalization.CultureInfo.InvariantCulture);

    static void IsEven(IReadOnlyList<Sample> outputs) => Assert.All(
        Enumerable.Range(1, outputs.Count - 1), i => Assert.Equal(FiveMinutes, outputs[i].Time.Micros - outputs[i - 1].Time.Micros));
}
