using System.Globalization;
using System.Text;
using System.Text.Unicode;

namespace Waziup.Ngsi.Mqtt;

/// <summary>Decodes the parts of a URI, and is strict about it.</summary>
internal static class PercentText
{
    /// <param name="text">The part as it is written.</param>
    /// <param name="name">What it is, for the message.</param>
    /// <exception cref="FormatException">A percent sign without two hexadecimal digits, or bytes that are no UTF-8.</exception>
    public static string Decode(string text, string name)
    {
        if (!text.Contains('%', StringComparison.Ordinal))
            return text;
        var bytes = new List<byte>(text.Length);
        Span<byte> utf8 = stackalloc byte[4];
        for (var at = 0; at < text.Length;)
        {
            if (text[at] != '%')
            {
                Rune.DecodeFromUtf16(text.AsSpan(at), out var rune, out var used);
                bytes.AddRange(utf8[..rune.EncodeToUtf8(utf8)]);
                at += used;
                continue;
            }
            var digits = text.AsSpan(at + 1, Math.Min(2, text.Length - at - 1));
            if (digits.Length < 2 || !byte.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value))
                throw new FormatException($"{name} has a % that is not followed by two hexadecimal digits");
            bytes.Add(value);
            at += 3;
        }
        var decoded = bytes.ToArray();
        return Utf8.IsValid(decoded) ? Encoding.UTF8.GetString(decoded) : throw new FormatException($"{name} is not UTF-8 when it is decoded");
    }
}
