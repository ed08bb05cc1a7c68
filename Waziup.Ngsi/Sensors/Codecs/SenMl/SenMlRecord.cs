using System.Buffers.Text;

namespace Waziup.Ngsi.Sensors.Codecs.SenMl;

/// <summary>One record as it was sent, before base values are applied (RFC 8428 section 4.3).</summary>
internal sealed class SenMlRecord
{
    /// <summary>The labels of JSON at the places of those of CBOR: 0 is <c>n</c>.</summary>
    private static readonly string[] Labels = ["n", "u", "v", "vs", "vb", "s", "t", "ut", "vd"];

    /// <summary>The labels of base fields: -1 is the first.</summary>
    private static readonly string[] BaseLabels = ["bver", "bn", "bt", "bu", "bv", "bs"];

    public string? BaseName { get; private set; }

    public double? BaseTime { get; private set; }

    public string? BaseUnit { get; private set; }

    public double? BaseValue { get; private set; }

    public double? BaseSum { get; private set; }

    public double? Version { get; private set; }

    public string? Name { get; private set; }

    public string? Unit { get; private set; }

    public double? Value { get; private set; }

    public string? Text { get; private set; }

    public bool? Truth { get; private set; }

    public string? Data { get; private set; }

    public double? Sum { get; private set; }

    public double? Time { get; private set; }

    public double? UpdateTime { get; private set; }

    /// <summary>The label that an integer of CBOR stands for (table 4); null for one that has no meaning.</summary>
    public static string? LabelOf(long number) => number switch
    {
        >= 0 when number < Labels.Length => Labels[number],
        < 0 when number >= -BaseLabels.Length => BaseLabels[-1 - number],
        _ => null,
    };

    /// <summary>Takes a field. What is not known is passed over, unless its label says that it must be understood (4.4).</summary>
    public void Set(string label, SenMlValue value)
    {
        switch (label)
        {
            case "bn": BaseName = Once(label, BaseName, TextOf(label, value)); break;
            case "bt": BaseTime = Once(label, BaseTime, NumberOf(label, value)); break;
            case "bu": BaseUnit = Once(label, BaseUnit, TextOf(label, value)); break;
            case "bv": BaseValue = Once(label, BaseValue, NumberOf(label, value)); break;
            case "bs": BaseSum = Once(label, BaseSum, NumberOf(label, value)); break;
            case "bver": Version = Once(label, Version, NumberOf(label, value)); break;
            case "n": Name = Once(label, Name, TextOf(label, value)); break;
            case "u": Unit = Once(label, Unit, TextOf(label, value)); break;
            case "v": Value = Once(label, Value, NumberOf(label, value)); break;
            case "vs": Text = Once(label, Text, TextOf(label, value)); break;
            case "vb": Truth = Once(label, Truth, TruthOf(label, value)); break;
            case "vd": Data = Once(label, Data, DataOf(label, value)); break;
            case "s": Sum = Once(label, Sum, NumberOf(label, value)); break;
            case "t": Time = Once(label, Time, NumberOf(label, value)); break;
            case "ut": UpdateTime = Once(label, UpdateTime, NumberOf(label, value)); break;
            default:
                if (label.EndsWith('_'))
                    throw new PayloadException("A SenML field whose name ends in _ must be understood, and is not.");
                break;
        }
    }

    private static T Once<T>(string label, T? before, T now) where T : class =>
        before is null ? now : throw new PayloadException($"The SenML field {label} is there twice.");

    private static T Once<T>(string label, T? before, T now) where T : struct =>
        before is null ? now : throw new PayloadException($"The SenML field {label} is there twice.");

    private static double NumberOf(string label, SenMlValue value) =>
        value.Kind == SenMlKind.Number ? value.Number : throw new PayloadException($"The SenML field {label} must be a number.");

    private static string TextOf(string label, SenMlValue value) =>
        value.Kind == SenMlKind.Text ? value.Text! : throw new PayloadException($"The SenML field {label} must be a text.");

    private static bool TruthOf(string label, SenMlValue value) =>
        value.Kind == SenMlKind.Truth ? value.Number != 0 : throw new PayloadException($"The SenML field {label} must be true or false.");

    // Bytes in CBOR, base64url in JSON: one spelling from here on.
    private static string DataOf(string label, SenMlValue value) =>
        value.Kind == SenMlKind.Bytes || (value.Kind == SenMlKind.Text && Base64Url.IsValid(value.Text))
            ? value.Text!.TrimEnd('=')
            : throw new PayloadException($"The SenML field {label} must be bytes in base64url.");
}
