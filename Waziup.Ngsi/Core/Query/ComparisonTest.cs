using System.Text.Json;
using Waziup.Ngsi.Json;

namespace Waziup.Ngsi.Query;

/// <summary>A value that compares so with an operand (4.9).</summary>
internal readonly struct ComparisonTest(Comparison comparison, Operand operand) : ITargetTest
{
    public bool Meets(in Target target) => comparison switch
    {
        Comparison.Equal => IsEqual(in target),
        Comparison.Unequal => !IsEqual(in target),
        _ => !target.IsRelation && !target.IsArray && operand is not Operand.Truth && HasOrder(in target),
    };

    private bool IsEqual(in Target target)
    {
        if (target.IsTime)
            return IsEqual(target.Time);
        foreach (var value in new Scalars(in target))
        {
            if (IsEqual(in value, operand))
                return true;
        }
        return false;
    }

    private bool IsEqual(Instant time) => operand switch
    {
        Operand.OneOf any => any.Values.Any(value => ValueOrder.Of(time, value) == 0),
        Operand.Range range => ValueOrder.Of(time, range.From) >= 0 && ValueOrder.Of(time, range.To) <= 0,
        _ => ValueOrder.Of(time, operand) == 0,
    };

    private static bool IsEqual(ref readonly Utf8JsonReader value, Operand operand)
    {
        switch (operand)
        {
            case Operand.OneOf { Texts: { } texts }:
                return value.TokenType == JsonTokenType.String && texts.Contains(value.GetString()!);
            case Operand.OneOf any:
                foreach (var one in any.Values)
                {
                    if (ValueOrder.Of(in value, one) == 0)
                        return true;
                }
                return false;
            case Operand.Range range:
                return ValueOrder.Of(in value, range.From) >= 0 && ValueOrder.Of(in value, range.To) <= 0;
            default:
                return ValueOrder.Of(in value, operand) == 0;
        }
    }

    private bool HasOrder(in Target target)
    {
        if (target.IsTime)
            return Fits(ValueOrder.Of(target.Time, operand));
        foreach (var value in new Scalars(in target))
        {
            if (Fits(ValueOrder.Of(in value, operand)))
                return true;
        }
        return false;
    }

    private bool Fits(int? order) => comparison switch
    {
        Comparison.Greater => order > 0,
        Comparison.GreaterOrEqual => order >= 0,
        Comparison.Less => order < 0,
        _ => order <= 0,
    };
}
