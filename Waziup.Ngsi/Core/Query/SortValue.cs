using System.Text;
using System.Text.Json;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Query;

/// <summary>A value in the order of all values (4.23.3): by type first, then within the type.</summary>
/// <remarks>Immutable.</remarks>
internal readonly record struct SortValue
{
    private readonly Rank _rank;
    private readonly double _number;
    private readonly byte[]? _text;

    private SortValue(Rank rank, double number, byte[]? text) => (_rank, _number, _text) = (rank, number, text);

    /// <summary>Where there is no value.</summary>
    public static SortValue Missing { get; } = new(Rank.Missing, 0, null);

    public bool IsMissing => _rank == Rank.Missing;

    /// <summary>Goes before every value of another type.</summary>
    public static SortValue OfDistance(double metres) => new(Rank.Distance, metres, null);

    public static SortValue Of(ReadOnlySpan<byte> text) => new(Rank.Text, 0, text.ToArray());

    public static SortValue Of(in Target target)
    {
        if (target.IsTime)
            return new(Rank.Moment, target.Time.Micros, null);
        if (target.Kind == AttributeKind.Property && target.Json[0] == '{')
        {
            // A typed literal counts as its value.
            foreach (var value in new Scalars(in target))
                return value.TokenType == JsonTokenType.String && Typed(value.GetString()!) is { } typed ? typed : Of(in value, []);
        }
        var reader = new Utf8JsonReader(target.Json);
        reader.Read();
        return Of(in reader, target.Json);
    }

    /// <summary>The order of two values.</summary>
    /// <param name="other">The other one.</param>
    /// <param name="texts">The order of texts, in UTF-8.</param>
    public int CompareTo(in SortValue other, TextOrder texts)
    {
        if (_rank != other._rank)
            return _rank.CompareTo(other._rank);
        if (_text is null)
            return _number.CompareTo(other._number);
        return _rank == Rank.Text ? texts.Compare(_text, other._text!) : _text.AsSpan().SequenceCompareTo(other._text);
    }

    private static SortValue Of(ref readonly Utf8JsonReader value, ReadOnlySpan<byte> json) => value.TokenType switch
    {
        JsonTokenType.Number => new(Rank.Number, value.TryGetDouble(out var number) ? number : double.PositiveInfinity, null),
        JsonTokenType.String => Of(Encoding.UTF8.GetBytes(value.GetString()!)),
        JsonTokenType.True or JsonTokenType.False => new(Rank.Truth, value.TokenType == JsonTokenType.True ? 1 : 0, null),
        JsonTokenType.Null => new(Rank.Null, 0, null),
        _ => new(value.TokenType == JsonTokenType.StartArray ? Rank.Array : Rank.Object, 0, json.ToArray()),
    };

    private static SortValue? Typed(string text)
    {
        var utf8 = Encoding.UTF8.GetBytes(text);
        if (Instant.TryParse(utf8, out var moment))
            return new(Rank.Moment, moment.Micros, null);
        if (TimeText.TryParse(utf8, out DateOnly day))
            return new(Rank.Day, day.DayNumber, null);
        return TimeText.TryParse(utf8, out TimeOnly clock) ? new(Rank.Clock, clock.Ticks, null) : null;
    }

    private enum Rank : byte
    {
        Distance,
        Number,
        Text,
        Object,
        Array,
        Truth,
        Clock,
        Day,
        Moment,
        Null,
        Missing,
    }
}
