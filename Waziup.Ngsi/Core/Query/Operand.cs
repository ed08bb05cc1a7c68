using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text;
using Waziup.Ngsi.Json;

namespace Waziup.Ngsi.Query;

/// <summary>What a value is compared with (4.9). Values of different types are never equal.</summary>
/// <remarks>Immutable.</remarks>
public abstract record Operand
{
    private Operand()
    {
    }

    /// <summary>The same, with texts that spell a point in time taken as that: for members that hold one.</summary>
    internal static Operand AsMoment(Operand operand) => operand switch
    {
        Text text when Instant.TryParse(text.Value, out var moment) => new Moment(moment),
        OneOf any => new OneOf([.. any.Values.Select(AsMoment)]),
        Range range => new Range(AsMoment(range.From), AsMoment(range.To)),
        _ => operand,
    };

    /// <summary>A number; all numbers compare as doubles.</summary>
    public sealed record Number(double Value) : Operand;

    /// <summary>A text, which a URI is too; compared by its UTF-8 bytes.</summary>
    public sealed record Text(string Value) : Operand
    {
        internal byte[] Utf8 { get; } = Encoding.UTF8.GetBytes(Value);
    }

    /// <summary>True or false.</summary>
    public sealed record Truth(bool Value) : Operand;

    /// <summary>A point in time, which texts that spell one are compared with.</summary>
    public sealed record Moment(Instant Value) : Operand;

    /// <summary>A day, which texts that spell one are compared with.</summary>
    public sealed record Day(DateOnly Value) : Operand;

    /// <summary>A time of day in UTC, which texts that spell one are compared with.</summary>
    public sealed record Clock(TimeOnly Value) : Operand;

    /// <summary>Any of several values; only for equal and unequal.</summary>
    public sealed record OneOf(ImmutableArray<Operand> Values) : Operand
    {
        private const int FewerAreSearched = 8;

        /// <summary>All of them, where they are many and all texts.</summary>
        internal FrozenSet<string>? Texts { get; } = Values.Length >= FewerAreSearched && Values.All(value => value is Text)
            ? Values.Select(value => ((Text)value).Value).ToFrozenSet(StringComparer.Ordinal) : null;
    }

    /// <summary>Everything from one value to another, both included; only for equal and unequal.</summary>
    public sealed record Range(Operand From, Operand To) : Operand;
}
