using System.Text.Json;
using Waziup.Ngsi.Json;

namespace Waziup.Ngsi.Query;

/// <summary>The order of a value and an operand of the same type; none where the types differ.</summary>
internal static class ValueOrder
{
    public static int? Of(Instant time, Operand operand) => operand is Operand.Moment moment ? time.CompareTo(moment.Value) : null;

    public static int? Of(ref readonly Utf8JsonReader value, Operand operand)
    {
        switch (operand)
        {
            case Operand.Number number:
                return value.TokenType == JsonTokenType.Number && value.TryGetDouble(out var stored) ? stored.CompareTo(number.Value) : null;
            case Operand.Truth truth:
                return value.TokenType is JsonTokenType.True or JsonTokenType.False ? (value.TokenType == JsonTokenType.True).CompareTo(truth.Value) : null;
            default:
                if (value.TokenType != JsonTokenType.String)
                    return null;
                using (var scratch = PooledBuffer.Rent(64))
                    return Of(Utf8Json.Unescaped(in value, scratch), operand);
        }
    }

    private static int? Of(ReadOnlySpan<byte> text, Operand operand) => operand switch
    {
        Operand.Text other => text.SequenceCompareTo(other.Utf8),
        Operand.Moment moment => Instant.TryParse(text, out var time) ? time.CompareTo(moment.Value) : null,
        Operand.Day day => TimeText.TryParse(text, out DateOnly date) ? date.CompareTo(day.Value) : null,
        Operand.Clock clock => TimeText.TryParse(text, out TimeOnly time) ? time.CompareTo(clock.Value) : null,
        _ => null,
    };
}
