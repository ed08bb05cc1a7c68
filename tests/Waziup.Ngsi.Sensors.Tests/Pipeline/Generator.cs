using Waziup.Ngsi.Json;
using Waziup.Ngsi.Sensors.Pipeline;

namespace Waziup.Ngsi.Sensors.Tests.Pipeline;

/// <summary>Random pipelines and samples; the same seed gives the same ones.</summary>
sealed class Generator(int seed)
{
    readonly Random _random = new(seed);

    /// <summary>Steps as JSON: first those for one reading alone, then any.</summary>
    public string Steps()
    {
        var steps = new List<string>();
        foreach (var step in Head)
        {
            if (_random.Next(3) == 0)
                steps.Add(step);
        }
        for (var count = _random.Next(1, 5); count > 0; count--)
            steps.Add(Step(Pick(Names)));
        return $"[{string.Join(',', steps)}]";
    }

    /// <summary>Readings of about a day, at whole seconds: evenly and not, with gaps, several of one time, texts, and values that are missing.</summary>
    public List<Sample> Samples()
    {
        var samples = new List<Sample>();
        var (time, value) = (0d, 50d);
        for (var count = _random.Next(150, 400); count > 0; count--)
        {
            time += _random.Next(20) switch { 0 => 0, 1 => _random.Next(1, 20_000), < 8 => _random.Next(1, 600), _ => 300 };
            value = _random.Next(12) switch { 0 => _random.Next(-50, 200), < 4 => value, _ => Math.Round(value + (_random.NextDouble() * 4) - 2, 2) };
            var sample = new Sample(Streams.At(time), value) { Received = Streams.At(time + _random.Next(-4000, 60)) };
            samples.Add(_random.Next(20) switch
            {
                0 => new Sample(sample.Time, null) { Received = sample.Received },
                1 => new Sample(sample.Time, null) { Received = sample.Received, Text = _random.Next(3) == 0 ? "ON" : FormattableString.Invariant($" {value}") },
                2 => sample with { Attributes = new NamedValues([KeyValuePair.Create("other", (double?)_random.Next(9))]) },
                3 when _random.Next(4) == 0 => sample with { Time = Instant.None },
                _ => sample,
            });
        }
        return samples;
    }

    public T[] Shuffled<T>(IEnumerable<T> items)
    {
        var array = items.ToArray();
        _random.Shuffle(array);
        return array;
    }

    /// <summary>Parts of one to some members.</summary>
    public IEnumerable<Sample[]> Parts(IReadOnlyList<Sample> samples)
    {
        for (var at = 0; at < samples.Count;)
        {
            var length = Math.Min(samples.Count - at, _random.Next(3) == 0 ? _random.Next(1, 80) : _random.Next(1, 4));
            yield return [.. samples.Skip(at).Take(length)];
            at += length;
        }
    }

    public T Pick<T>(IReadOnlyList<T> items) => items[_random.Next(items.Count)];

    public int Between(int least, int beyond) => _random.Next(least, beyond);

    /// <summary>Operations of which each may stand anywhere, in the order of their names.</summary>
    public static string[] Names { get; } = [.. StageTable.Names.Except(["clockFix", "missingTime"])];

    static readonly string[] Head =
        ["""{"op":"parseNumber"}""", """{"op":"missingTime"}""", """{"op":"clockFix","policy":"shift"}"""];

    /// <summary>A step with parameters that are drawn.</summary>
    public string Step(string op)
    {
        var variants = op switch
        {
            "parseNumber" => ["\"fail\":\"drop\"", ""],
            "map" => ["\"table\":{\"ON\":1,\"50\":null}", "\"table\":{\"ON\":1},\"default\":\"null\""],
            "duplicates" => ["", "\"keep\":\"last\"", "\"key\":\"time+value\""],
            "grossRange" => ["\"failMin\":0,\"failMax\":100", "\"suspectMax\":60", "\"failMax\":60,\"action\":\"clamp\"", "\"failMax\":80,\"action\":\"null\""],
            "rateOfChange" => ["\"max\":0.01", "\"nDev\":2,\"window\":6,\"action\":\"null\""],
            "spike" => ["\"suspect\":3,\"fail\":20", "\"suspect\":2,\"maxGap\":\"PT1H\",\"action\":\"drop\""],
            "flatLine" => ["\"epsilon\":0.5", "\"action\":\"drop\""],
            "gap" => ["\"maxInterval\":\"PT20M\""],
            "outlierMedian" => ["\"window\":5,\"radius\":10,\"action\":\"median\""],
            "hampel" => ["\"window\":7", "\"window\":5,\"action\":\"median\"", "\"action\":\"null\""],
            "zScore" => ["\"window\":9", "\"window\":\"PT1H\",\"action\":\"drop\""],
            "deadband" => ["\"absolute\":1", "\"percent\":5,\"maxSilence\":\"PT1H\""],
            "dedup" => ["", "\"interval\":\"PT30M\""],
            "throttle" => ["\"every\":3", "\"period\":\"PT12M\""],
            "quantise" => ["\"decimals\":1", "\"step\":0.25,\"mode\":\"even\""],
            "linear2" => ["\"s0\":0,\"r0\":100,\"s1\":100,\"r1\":0"],
            "affine" => ["\"factor\":1.8,\"offset\":32"],
            "polynomial" => ["\"coefficients\":[1,0.5,0.01]"],
            "table" => ["\"points\":[[0,0],[50,10],[100,100]]", "\"points\":[[0,1],[90,2]],\"ends\":\"drop\""],
            "convertUnit" => ["\"from\":\"CEL\",\"to\":\"FAH\""],
            "expression" => ["\"text\":\"isnull(prev) ? value : (value - prev) / dt\"", "\"text\":\"value + if(isnull(other), 0, other)\""],
            "movingAverage" or "median" => ["\"window\":4", "\"window\":7,\"accept\":[1,2,3]"],
            "timeAverage" => ["\"window\":\"PT30M\"", "\"window\":\"PT1H\",\"method\":\"linear\""],
            "ema" or "highPass" => ["\"alpha\":0.3", "\"constant\":10"],
            "emaTime" => ["\"tau\":\"PT15M\""],
            "circularMean" => ["\"window\":5", "\"window\":\"PT20M\",\"period\":100"],
            "tumbling" => ["\"size\":\"PT15M\",\"method\":\"avg\"", "\"size\":\"P1D\",\"zone\":\"Africa/Accra\",\"methods\":[\"increase\",\"integral\",\"stddev\"]", "\"size\":\"PT1H\",\"method\":\"timeAverage\",\"empty\":\"missing\",\"minCount\":2"],
            "hopping" => ["\"size\":\"PT1H\",\"hop\":\"PT20M\",\"method\":\"median\"", "\"size\":\"PT10M\",\"hop\":\"PT25M\",\"method\":\"increase\""],
            "sliding" => ["\"size\":\"PT30M\",\"method\":\"max\"", "\"size\":\"PT10M\",\"method\":\"integral\""],
            "session" => ["\"gap\":\"PT10M\",\"method\":\"mode\""],
            "count" => ["\"size\":5,\"method\":\"popStddev\""],
            "resample" => ["\"period\":\"PT5M\",\"method\":\"avg\"", "\"period\":\"PT10M\",\"method\":\"linear\",\"maxGap\":\"PT1H\"", "\"period\":\"PT7M\",\"method\":\"nearest\""],
            "interpolate" => ["", "\"maxGap\":\"PT40M\",\"ends\":\"nearest\"", "\"method\":\"step\",\"maxGap\":\"PT2H\"", "\"method\":\"nearest\",\"ends\":\"nearest\""],
            "extrapolate" => (string[])
            [
                "\"period\":\"PT5M\",\"maxAge\":\"PT30M\"", "\"method\":\"trend\",\"period\":\"PT5M\",\"window\":\"PT1H\",\"horizon\":\"PT30M\",\"min\":0",
                "\"method\":\"seasonal\",\"period\":\"PT5M\",\"season\":\"PT1H\",\"horizon\":\"PT20M\"",
            ],
            _ => throw new ArgumentException($"no parameters for {op}", nameof(op)),
        };
        var parameters = Pick(variants);
        return $"{{\"op\":\"{op}\"{(parameters.Length == 0 ? "" : $",{parameters}")}}}";
    }
}
