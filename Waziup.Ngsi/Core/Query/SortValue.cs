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

    public static SortValue Of(in Target target) => target.IsTime ? new(Rank.Moment, target.Time.Micros, null) : Of(target.Json, isInside: false);

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

    private static SortValue Of(ReadOnlySpan<byte> json, bool isInside)
    {
        var reader = new Utf8JsonReader(json);
        reader.Read();
        switch (reader.TokenType)
        {
            case JsonTokenType.Number:
                return new(Rank.Number, reader.TryGetDouble(out var number) ? number : double.PositiveInfinity, null);
            case JsonTokenType.String:
                return isInside && Typed(BodyJson.TextOf(json)) is { } typed ? typed : Of(BodyJson.TextOf(json));
            case JsonTokenType.True or JsonTokenType.False:
                return new(Rank.Truth, reader.TokenType == JsonTokenType.True ? 1 : 0, null);
            case JsonTokenType.Null:
                return new(Rank.Null, 0, null);
            case JsonTokenType.StartObject when !isInside && TypedLiteral(json) is { IsEmpty: false } literal:
                return Of(literal, isInside: true);
            default:
                return new(reader.TokenType == JsonTokenType.StartArray ? Rank.Array : Rank.Object, 0, json.ToArray());
        }
    }

    private static SortValue? Typed(ReadOnlySpan<byte> text)
    {
        if (Instant.TryParse(text, out var moment))
            return new(Rank.Moment, moment.Micros, null);
        if (TimeText.TryParse(text, out DateOnly day))
            return new(Rank.Day, day.DayNumber, null);
        return TimeText.TryParse(text, out TimeOnly clock) ? new(Rank.Clock, clock.Ticks, null) : null;
    }

    /// <summary>The value in <c>{"@type": …, "@value": …}</c>; empty for any other object.</summary>
    private static ReadOnlySpan<byte> TypedLiteral(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isValue = reader.ValueTextEquals("@value"u8);
            reader.Read();
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            if (isValue)
                return json[start..(int)reader.BytesConsumed];
        }
        return default;
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
