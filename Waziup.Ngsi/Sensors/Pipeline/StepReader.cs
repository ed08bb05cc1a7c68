using System.Collections.Immutable;
using System.Text.Json;

namespace Waziup.Ngsi.Sensors.Pipeline;

/// <summary>Reads the members of one step. Every fault names the step and the member.</summary>
/// <param name="index">The place of the step, from 0.</param>
/// <param name="json">The step.</param>
internal sealed class StepReader(int index, JsonElement json)
{
    /// <summary>The longest duration that a step may name: ten years.</summary>
    public const double MaxSeconds = 3660 * 86_400d;

    private readonly HashSet<string> _read = new(StringComparer.Ordinal) { "op" };

    /// <summary>The unit of the values that come to this step; null where it is not known.</summary>
    public string? UnitCode { get; set; }

    public bool Has(string name) => json.TryGetProperty(name, out _);

    /// <summary>A number that has to be there.</summary>
    public double Number(string name, double least = double.MinValue, double most = double.MaxValue) =>
        OptionalNumber(name, least, most) ?? throw Fault(name, "has to be there");

    public double? OptionalNumber(string name, double least = double.MinValue, double most = double.MaxValue)
    {
        if (!Find(name, out var value))
            return null;
        if (value.ValueKind != JsonValueKind.Number || value.GetDouble() is not (var number and >= double.MinValue and <= double.MaxValue))
            throw Fault(name, "has to be a number");
        return number >= least && number <= most ? number : throw Fault(name, FormattableString.Invariant($"has to be between {least} and {most}"));
    }

    /// <summary>A number above zero; null where it is not there.</summary>
    public double? OptionalPositive(string name) =>
        OptionalNumber(name) is not { } number ? null : number > 0 ? number : throw Fault(name, "has to be greater than 0");

    public int Integer(string name, int? usual, int least, int most)
    {
        var number = usual is null ? Number(name, least, most) : OptionalNumber(name, least, most) ?? usual.Value;
        return number == Math.Floor(number) ? (int)number : throw Fault(name, "has to be a whole number");
    }

    public string Text(string name, int longest = 256) => OptionalText(name, longest) ?? throw Fault(name, "has to be there");

    public string? OptionalText(string name, int longest = 256)
    {
        if (!Find(name, out var value))
            return null;
        return value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text && text.Length <= longest
            ? text : throw Fault(name, $"has to be a text of 1 to {longest} characters");
    }

    /// <summary>One of some words; the first one where it is not there.</summary>
    public string Choice(string name, params string[] words)
    {
        var word = OptionalText(name) ?? words[0];
        return words.Contains(word) ? word : throw Fault(name, $"has to be one of {string.Join(", ", words)}");
    }

    /// <summary>A duration that has to be there.</summary>
    public Duration Duration(string name, double leastSeconds = 1e-3, double mostSeconds = MaxSeconds) =>
        OptionalDuration(name, leastSeconds, mostSeconds) ?? throw Fault(name, "has to be there");

    /// <summary>A duration of ISO 8601, or a number of seconds.</summary>
    public Duration? OptionalDuration(string name, double leastSeconds = 1e-3, double mostSeconds = MaxSeconds)
    {
        if (!Find(name, out var value))
            return null;
        var duration = default(Duration);
        var isRead = value.ValueKind == JsonValueKind.String ? Pipeline.Duration.TryParse(value.GetString()!, out duration)
            : value.ValueKind == JsonValueKind.Number && value.GetDouble() is >= 0 and <= MaxSeconds;
        if (!isRead)
            throw Fault(name, "has to be a duration of ISO 8601 such as PT5M, or a number of seconds");
        if (value.ValueKind == JsonValueKind.Number)
            duration = Pipeline.Duration.OfSeconds(value.GetDouble());
        return duration.Seconds >= leastSeconds && duration.Seconds <= mostSeconds
            ? duration : throw Fault(name, FormattableString.Invariant($"has to last from {leastSeconds} to {mostSeconds} seconds"));
    }

    /// <summary>The microseconds of a duration; days have 24 hours here.</summary>
    public long? OptionalMicros(string name, double leastSeconds = 1e-3) =>
        OptionalDuration(name, leastSeconds) is not { } duration ? null
        : duration.Months == 0 ? duration.Length : throw Fault(name, "months have no length of their own here: use days");

    public long Micros(string name) => OptionalMicros(name) ?? throw Fault(name, "has to be there");

    /// <summary>A list; each of its items is read by a function that gives null for what it does not understand.</summary>
    public ImmutableArray<T> List<T>(string name, string what, int least, int most, Func<JsonElement, T?> read)
        where T : struct
    {
        if (!Find(name, out var value))
            throw Fault(name, "has to be there");
        if (value.ValueKind != JsonValueKind.Array || value.GetArrayLength() < least || value.GetArrayLength() > most)
            throw Fault(name, $"has to be a list of {least} to {most} {what}");
        return [.. value.EnumerateArray().Select(item => read(item) ?? throw Fault(name, $"has to be a list of {what}"))];
    }

    /// <summary>Any JSON.</summary>
    public JsonElement Json(string name) => Find(name, out var value) ? value : throw Fault(name, "has to be there");

    /// <summary>The flags with which a value enters; good and not evaluated where it is not said.</summary>
    public ImmutableArray<Flag> Accept() => !Has("accept") ? Flags.Usual : List("accept", "flags 1, 2, 3, 4", 1, 4, item =>
        item.ValueKind == JsonValueKind.Number && item.TryGetByte(out var flag) && flag is >= 1 and <= 4 ? (Flag)flag : (Flag?)null);

    /// <summary>Refuses members that nobody has asked for.</summary>
    public void RefuseRest()
    {
        foreach (var member in json.EnumerateObject())
        {
            if (!_read.Contains(member.Name))
                throw Fault(member.Name, $"{json.GetProperty("op").GetString()} has no such member");
        }
    }

    public PipelineException Fault(string? member, string problem) => new(index, member, problem);

    private bool Find(string name, out JsonElement value)
    {
        _read.Add(name);
        return json.TryGetProperty(name, out value);
    }
}
