using System.Collections.Immutable;

namespace Waziup.Ngsi.Query.Indexing;

/// <summary>Which values an index has to be asked for: from one to another, both included; null is no bound, but stays within numbers or texts.</summary>
/// <param name="From">The first.</param>
/// <param name="To">The last.</param>
internal readonly record struct ValueRange(IndexedValue? From, IndexedValue? To)
{
    private const int MostPoints = 100;

    /// <summary>Whether it is about texts.</summary>
    public bool IsText => (From ?? To)!.Value.Text is not null;

    /// <summary>The ranges in which an entity has a value if it meets a condition; it may have one and not meet it. Default: an index does not help.</summary>
    public static ImmutableArray<ValueRange> Of(Filter.Compares compares)
    {
        if (!compares.Path.IsAttribute)
            return default;
        switch (compares.Comparison, compares.Operand)
        {
            case (Comparison.Equal, Operand.OneOf { Values.Length: <= MostPoints } any):
                var points = any.Values.Select(ValueOf).ToList();
                return points.Contains(null) ? default : [.. points.Distinct().Select(point => new ValueRange(point, point))];
            case (Comparison.Equal, Operand.Range range) when ValueOf(range.From) is { } from && ValueOf(range.To) is { } to:
                return [new ValueRange(from, to)];
            case (_, var operand) when ValueOf(operand) is { } value:
                return compares.Comparison switch
                {
                    Comparison.Equal => [new ValueRange(value, value)],
                    Comparison.Greater or Comparison.GreaterOrEqual => [new ValueRange(value, null)],
                    Comparison.Less or Comparison.LessOrEqual => [new ValueRange(null, value)],
                    _ => default,
                };
            default:
                return default;
        }
    }

    private static IndexedValue? ValueOf(Operand operand) => operand switch
    {
        Operand.Number number => new IndexedValue(number.Value, null),
        Operand.Text text => IndexedValue.Of(text.Utf8),
        _ => null,
    };
}
