using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Waziup.Ngsi.Tests.Fuzz;

/// <summary>Makes bad inputs of good ones: whole JSON values change places, bytes are changed, doubled, lost or added. The same in each run.</summary>
internal sealed class Mutator(int seed, IReadOnlyList<byte[]> goodOnes, IReadOnlyList<byte[]> pieces)
{
    private readonly Random _random = new(seed);
    private readonly List<(int Start, int End)>[] _values = [.. goodOnes.Select(Values)];

    public Mutator(int seed, IReadOnlyList<string> goodOnes, IReadOnlyList<string> pieces)
        : this(seed, [.. goodOnes.Select(Encoding.UTF8.GetBytes)], (IReadOnlyList<byte[]>)[.. pieces.Select(Encoding.UTF8.GetBytes)])
    {
    }

    /// <summary>How many inputs a fuzz test makes: <c>WAZIUP_FUZZ</c>, else a few for the quick run.</summary>
    public static int Count { get; } = int.Parse(Environment.GetEnvironmentVariable("WAZIUP_FUZZ") ?? "20000", CultureInfo.InvariantCulture);

    public Random Random => _random;

    public byte[] Next()
    {
        var at = _random.Next(goodOnes.Count);
        var bytes = new List<byte>(goodOnes[at]);
        // Half of the inputs stay JSON, so that what lies behind the JSON reader is met as well.
        var staysJson = _random.Next(2) == 0;
        if (_values[at].Count > 0)
            Transplant(bytes, at);
        for (var changes = staysJson ? 0 : _random.Next(1, 5); changes > 0; changes--)
            Damage(bytes);
        return [.. bytes];
    }

    public string NextText() => Encoding.UTF8.GetString(Next());

    /// <summary>Puts a value of some input in the place of another, once or a few times.</summary>
    private void Transplant(List<byte> bytes, int seed)
    {
        var places = _values[seed].OrderByDescending(_ => _random.Next()).Take(_random.Next(4)).OrderByDescending(place => place.Start);
        var last = int.MaxValue;
        foreach (var (start, end) in places)
        {
            if (end > last)
                continue;
            last = start;
            bytes.RemoveRange(start, end - start);
            bytes.InsertRange(start, Donor());
        }
    }

    private ReadOnlySpan<byte> Donor()
    {
        var at = _random.Next(goodOnes.Count + 4);
        if (at >= goodOnes.Count || _values[at].Count == 0)
            return "\"urn:ngsi-ld:null\""u8;
        var (start, end) = _values[at][_random.Next(_values[at].Count)];
        return goodOnes[at].AsSpan(start, end - start);
    }

    private void Damage(List<byte> bytes)
    {
        var at = _random.Next(bytes.Count + 1);
        switch (_random.Next(6))
        {
            case 0 when at < bytes.Count:
                bytes[at] = (byte)_random.Next(256);
                break;
            case 1 when at < bytes.Count:
                bytes.RemoveRange(at, Math.Min(_random.Next(1, 12), bytes.Count - at));
                break;
            case 2:
                bytes.InsertRange(at, bytes.GetRange(at, Math.Min(_random.Next(40), bytes.Count - at)));
                break;
            case 3 when at < bytes.Count:
                bytes[at] ^= (byte)(1 << _random.Next(8));
                break;
            default:
                bytes.InsertRange(at, pieces[_random.Next(pieces.Count)]);
                break;
        }
    }

    /// <summary>Where the JSON values of a text lie; none if it is no JSON.</summary>
    private static List<(int Start, int End)> Values(byte[] json)
    {
        var values = new List<(int, int)>();
        var open = new Stack<int>();
        try
        {
            var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 1000 });
            while (reader.Read())
            {
                if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
                    open.Push((int)reader.TokenStartIndex);
                else if (reader.TokenType is JsonTokenType.EndObject or JsonTokenType.EndArray)
                    values.Add((open.Pop(), (int)reader.BytesConsumed));
                else if (reader.TokenType != JsonTokenType.PropertyName)
                    values.Add(((int)reader.TokenStartIndex, (int)reader.BytesConsumed));
            }
        }
        catch (JsonException)
        {
            return [];
        }
        return values;
    }
}
