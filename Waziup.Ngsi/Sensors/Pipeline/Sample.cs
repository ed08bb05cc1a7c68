using System.Text.Json;
using Waziup.Ngsi.Json;

namespace Waziup.Ngsi.Sensors.Pipeline;

/// <summary>One value of a stream on its way through a pipeline.</summary>
/// <param name="Time">When it was measured; of an aggregate, when its window starts.</param>
/// <param name="Value">A finite number; null where there is none.</param>
/// <remarks>Immutable. Two with the same content are the same sample: whoever sends one twice has sent it once.</remarks>
public sealed record Sample(Instant Time, double? Value)
{
    /// <summary>How far the value is to be trusted.</summary>
    /// <value>Not evaluated, or missing where there is no value.</value>
    public Flag Flag { get; init; } = Value is null ? Flag.Missing : Flag.NotEvaluated;

    /// <summary>When the gateway or the broker got it; none where nobody knows.</summary>
    public Instant Received { get; init; } = Instant.None;

    /// <summary>What was sent, where it is no number (yet).</summary>
    public string? Text { get; init; }

    /// <summary>The value before the first step that changed it; null where none has, or where there was none.</summary>
    public double? RawValue { get; init; }

    /// <summary>The names of the steps that changed it, in order, with commas between; empty where none has.</summary>
    public string Methods { get; init; } = "";

    /// <summary>Where the value comes from.</summary>
    public Origin Origin { get; init; }

    /// <summary>Whether the time is that of receipt, because the device told none.</summary>
    public bool HasTimeOfReceipt { get; init; }

    /// <summary>Whether a test found it strange or impossible.</summary>
    public bool IsOutlier { get; init; }

    /// <summary>The unit, as a code of UN/CEFACT recommendation 20; null where it is not known.</summary>
    public string? UnitCode { get; init; }

    /// <summary>Other attributes of the entity at that time, for expressions; null for none.</summary>
    public NamedValues? Attributes { get; init; }

    /// <summary>The window that it was made of; null for what was not made of one.</summary>
    public WindowFacts? Window { get; init; }

    /// <summary>What a value in JSON is: numbers are numbers, anything else is text that a step may make a number of.</summary>
    /// <param name="value">The value.</param>
    /// <param name="time">When it was measured; may be none.</param>
    /// <param name="received">When it came; may be none.</param>
    public static Sample Of(JsonElement value, Instant time, Instant received) => value.ValueKind switch
    {
        JsonValueKind.Number when value.GetDouble() is var number && double.IsFinite(number) => new Sample(time, number) { Received = received },
        JsonValueKind.Null or JsonValueKind.Undefined => new Sample(time, null) { Received = received },
        JsonValueKind.String => new Sample(time, null) { Received = received, Text = value.GetString() },
        _ => new Sample(time, null) { Received = received, Text = value.GetRawText() },
    };

    /// <summary>What a device has told.</summary>
    /// <param name="reading">The reading.</param>
    /// <param name="received">When it came; may be none.</param>
    public static Sample Of(Reading reading, Instant received) => Of(reading.Value, reading.Time, received) with { UnitCode = reading.UnitCode };

    /// <summary>The sample after a step has given it a value; the same one where that is the value it has.</summary>
    internal Sample Changed(string op, double? value)
    {
        var number = value is { } given && double.IsFinite(given) ? given : (double?)null;
        if (number == Value)
            return this;
        return this with
        {
            Value = number,
            Flag = number is null ? Flag.Missing : Flag == Flag.Missing ? Flag.NotEvaluated : Flag,
            RawValue = RawValue ?? Value,
            Methods = MethodsWith(op),
        };
    }

    /// <summary>The sample after a test has judged it.</summary>
    internal Sample Judged(Flag flag) =>
        this with { Flag = Flags.Worst(Flag, flag), IsOutlier = IsOutlier || flag is Flag.Suspect or Flag.Bad };

    /// <summary>The names of the steps, with one more.</summary>
    internal string MethodsWith(string op) => Methods.Length == 0 ? op : $"{Methods},{op}";
}
