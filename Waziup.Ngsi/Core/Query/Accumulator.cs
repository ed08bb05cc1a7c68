using System.Globalization;
using System.Text;
using System.Text.Json;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Query;

/// <summary>The values of an attribute in one period, and what a method makes of them (4.5.19).</summary>
/// <remarks>
/// Numbers have every method; booleans count as 0 and 1, arrays as their length. Texts have a smallest and a greatest, by time where both are
/// points in time; times of day have a mean too. Everything can be counted. Values that do not fit a method are passed over by it.
/// </remarks>
internal sealed class Accumulator
{
    private readonly HashSet<string>? _distinct;
    private long _count;
    private long _numbers;
    private long _clocks;
    private double _sum;
    private double _mean;
    private double _squares;
    private double _sumOfSquares;
    private double _least;
    private double _greatest;
    private long _ticks;
    private string? _first;
    private string? _last;

    /// <param name="distinct">Whether different values are to be counted.</param>
    public Accumulator(bool distinct) => _distinct = distinct ? new HashSet<string>(StringComparer.Ordinal) : null;

    /// <summary>Whether rows need no body where their value is a number.</summary>
    public static bool TakesNumbers(Aggregation aggregation) => !aggregation.Methods.Contains(AggregateMethod.DistinctCount);

    /// <summary>Adds a value that is known to be a number, where different values are not to be counted.</summary>
    public void AddNumber(double number)
    {
        _count++;
        Add(number);
    }

    /// <summary>Adds numbers by their sums, where nothing else is added.</summary>
    public void AddSums(long count, double sum, double sumOfSquares, double least, double greatest)
    {
        _count = _numbers = count;
        (_sum, _sumOfSquares, _least, _greatest) = (sum, sumOfSquares, least, greatest);
    }

    /// <summary>Adds what another one has; which of its values were different is not known then.</summary>
    public void Add(Accumulator other)
    {
        if (other._numbers > 0)
        {
            (_least, _greatest) = _numbers == 0 ? (other._least, other._greatest) : (Math.Min(_least, other._least), Math.Max(_greatest, other._greatest));
            var (numbers, distance) = (_numbers + other._numbers, other._mean - _mean);
            _squares += other._squares + (distance * distance * _numbers * other._numbers / numbers);
            _mean += distance * other._numbers / numbers;
            _numbers = numbers;
        }
        (_count, _sum, _sumOfSquares) = (_count + other._count, _sum + other._sum, _sumOfSquares + other._sumOfSquares);
    }

    public void Add(AttributeKind kind, ReadOnlySpan<byte> json)
    {
        _count++;
        _distinct?.Add(Encoding.UTF8.GetString(json));
        if (kind is not (AttributeKind.Property or AttributeKind.ListProperty) || json.IsEmpty)
            return;
        var reader = new Utf8JsonReader(json);
        reader.Read();
        switch (reader.TokenType)
        {
            case JsonTokenType.Number when reader.TryGetDouble(out var number) && double.IsFinite(number):
                Add(number);
                break;
            case JsonTokenType.True or JsonTokenType.False:
                Add(reader.TokenType == JsonTokenType.True ? 1 : 0);
                break;
            case JsonTokenType.StartArray:
                Add(Length(ref reader));
                break;
            case JsonTokenType.String:
                Add(reader.GetString()!);
                break;
        }
    }

    /// <summary>The result as JSON; null where the method fits none of the values.</summary>
    public string? Result(AggregateMethod method) => method switch
    {
        AggregateMethod.TotalCount => _count.ToString(CultureInfo.InvariantCulture),
        AggregateMethod.DistinctCount => _distinct!.Count.ToString(CultureInfo.InvariantCulture),
        AggregateMethod.Avg when _numbers == 0 && _clocks > 0 =>
            $"\"{new TimeOnly(_ticks / _clocks).ToString("HH:mm:ss.FFFFFF", CultureInfo.InvariantCulture)}Z\"",
        AggregateMethod.Min when _numbers == 0 => Text(_first),
        AggregateMethod.Max when _numbers == 0 => Text(_last),
        AggregateMethod.Stddev => _numbers > 1 ? Number(Math.Sqrt(_squares / (_numbers - 1))) : null,
        _ when _numbers == 0 => null,
        AggregateMethod.Sum => Number(_sum),
        AggregateMethod.Avg => Number(_sum / _numbers),
        AggregateMethod.Min => Number(_least),
        AggregateMethod.Max => Number(_greatest),
        _ => Number(_sumOfSquares),
    };

    private void Add(double number)
    {
        _least = _numbers == 0 ? number : Math.Min(_least, number);
        _greatest = _numbers == 0 ? number : Math.Max(_greatest, number);
        _numbers++;
        _sum += number;
        _sumOfSquares += number * number;
        // Welford: the squares of the distances from the mean, without taking great numbers from each other.
        var distance = number - _mean;
        _mean += distance / _numbers;
        _squares += distance * (number - _mean);
    }

    private void Add(string text)
    {
        if (_first is null || Compare(text, _first) < 0)
            _first = text;
        if (_last is null || Compare(text, _last) > 0)
            _last = text;
        if (!TimeText.TryParse(Encoding.UTF8.GetBytes(text), out TimeOnly clock))
            return;
        _clocks++;
        _ticks += clock.Ticks;
    }

    private static int Compare(string left, string right) => Instant.TryParse(left, out var a) && Instant.TryParse(right, out var b)
        ? a.CompareTo(b) : Encoding.UTF8.GetBytes(left).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(right));

    private static int Length(ref Utf8JsonReader reader)
    {
        var length = 0;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            reader.Skip();
            length++;
        }
        return length;
    }

    private static string? Text(string? text)
    {
        if (text is null)
            return null;
        using var json = PooledBuffer.Rent();
        Utf8Json.AppendString(json, text);
        return Encoding.UTF8.GetString(json.Written);
    }

    private static string? Number(double number) => double.IsFinite(number) ? number.ToString("R", CultureInfo.InvariantCulture) : null;
}
