using System.Globalization;
using System.Text;

namespace Waziup.Ngsi.Json;

/// <summary>A point in time in microseconds since 1970-01-01T00:00:00Z, always UTC (4.6.3).</summary>
/// <param name="Micros">Microseconds since the epoch; may be negative.</param>
public readonly record struct Instant(long Micros) : IComparable<Instant>
{
    private const int LongestText = 27;

    /// <summary>No point in time. Sorts before every other instant.</summary>
    public static readonly Instant None = new(long.MinValue);

    /// <summary>Whether this is <see cref="None"/>.</summary>
    public bool IsNone => Micros == long.MinValue;

    /// <summary>The instant that a clock shows now, cut to whole microseconds.</summary>
    public static Instant Of(DateTimeOffset time) => new((time.UtcTicks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond);

    /// <summary>The same point in time as a framework type.</summary>
    public DateTimeOffset ToDateTimeOffset() => new(DateTime.UnixEpoch.Ticks + (Micros * TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);

    /// <summary>This instant, or the one right behind another where it is not later: stamps never stand still (4.8).</summary>
    internal Instant After(Instant other) => this > other ? this : new Instant(other.Micros + 1);

    /// <inheritdoc/>
    public int CompareTo(Instant other) => Micros.CompareTo(other.Micros);

    /// <summary>Whether the left one is earlier.</summary>
    public static bool operator <(Instant left, Instant right) => left.Micros < right.Micros;

    /// <summary>Whether the left one is later.</summary>
    public static bool operator >(Instant left, Instant right) => left.Micros > right.Micros;

    /// <summary>Whether the left one is not later.</summary>
    public static bool operator <=(Instant left, Instant right) => left.Micros <= right.Micros;

    /// <summary>Whether the left one is not earlier.</summary>
    public static bool operator >=(Instant left, Instant right) => left.Micros >= right.Micros;

    /// <summary>Reads <c>YYYY-MM-DDThh:mm:ss[.f]Z</c> with 1 to 9 digits of fraction behind a dot or a comma; digits beyond six are cut.</summary>
    /// <returns>False for anything else: another offset, a bare date, an impossible date.</returns>
    public static bool TryParse(ReadOnlySpan<byte> text, out Instant instant)
    {
        instant = None;
        if (text.Length is < 20 or > 30 || text[^1] != 'Z')
            return false;
        if (text[4] != '-' || text[7] != '-' || text[10] != 'T' || text[13] != ':' || text[16] != ':')
            return false;
        if (!Digits(text[..4], out var year) || !Digits(text[5..7], out var month) || !Digits(text[8..10], out var day)
            || !Digits(text[11..13], out var hour) || !Digits(text[14..16], out var minute) || !Digits(text[17..19], out var second))
            return false;
        if (year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month) || hour > 23 || minute > 59 || second > 59)
            return false;
        var micros = 0;
        if (text.Length > 20)
        {
            var fraction = text[20..^1];
            if (text[19] is not ((byte)'.' or (byte)',') || fraction.IsEmpty || fraction.Length > 9 || !Digits(fraction, out _))
                return false;
            for (var i = 0; i < 6; i++)
                micros = (micros * 10) + (i < fraction.Length ? fraction[i] - '0' : 0);
        }
        var ticks = new DateTime(year, month, day, hour, minute, second, DateTimeKind.Utc).Ticks;
        instant = new Instant(((ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond) + micros);
        return true;
    }

    /// <inheritdoc cref="TryParse(ReadOnlySpan{byte}, out Instant)"/>
    public static bool TryParse(string text, out Instant instant)
    {
        instant = None;
        return text.Length <= 64 && TryParse(Encoding.UTF8.GetBytes(text), out instant);
    }

    /// <summary>Prints the instant with <c>Z</c> and the shortest fraction; whole seconds have none.</summary>
    public override string ToString()
    {
        Span<byte> text = stackalloc byte[LongestText];
        return Encoding.ASCII.GetString(text[..Format(text)]);
    }

    /// <summary>Writes the text of <see cref="ToString"/> and returns its length.</summary>
    internal int Format(Span<byte> target)
    {
        var time = new DateTime(DateTime.UnixEpoch.Ticks + (Micros * TimeSpan.TicksPerMicrosecond), DateTimeKind.Utc);
        time.TryFormat(target, out _, "yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture);
        var length = 19;
        var micros = (int)(time.Ticks % TimeSpan.TicksPerSecond / TimeSpan.TicksPerMicrosecond);
        if (micros != 0)
        {
            target[length++] = (byte)'.';
            for (var unit = 100_000; micros > 0; unit /= 10)
            {
                target[length++] = (byte)('0' + (micros / unit));
                micros %= unit;
            }
        }
        target[length++] = (byte)'Z';
        return length;
    }

    /// <summary>Writes a member with its comma, of which the label has name and colon; nothing where there is no instant.</summary>
    internal void AppendMember(PooledBuffer output, ReadOnlySpan<byte> label)
    {
        if (IsNone)
            return;
        output.Append(label);
        AppendTo(output);
        output.Append((byte)',');
    }

    /// <summary>Writes the text as a JSON string, with quotes.</summary>
    internal void AppendTo(PooledBuffer output)
    {
        var target = output.GetSpan(LongestText + 2);
        target[0] = (byte)'"';
        var length = Format(target[1..]);
        target[length + 1] = (byte)'"';
        output.Advance(length + 2);
    }

    private static bool Digits(ReadOnlySpan<byte> text, out int value)
    {
        value = 0;
        foreach (var digit in text)
        {
            if (digit is < (byte)'0' or > (byte)'9')
                return false;
            value = unchecked((value * 10) + (digit - '0'));
        }
        return true;
    }
}
