using System.Buffers;
using System.Globalization;
using System.Text;

namespace Waziup.Ngsi.AspNetCore;

/// <summary>Writes texts into URLs (RFC 3986): what may stand there stays readable, everything else is percent-encoded.</summary>
internal static class UrlText
{
    private const string Anywhere = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!$'()*,;:@";

    private static readonly SearchValues<char> InSegments = SearchValues.Create(Anywhere + "&+=");
    private static readonly SearchValues<char> InValues = SearchValues.Create(Anywhere + "/?");

    /// <summary>A segment of a path.</summary>
    public static string Segment(string text) => Escape(text, InSegments);

    /// <summary>The value of a parameter.</summary>
    public static string Value(string text) => Escape(text, InValues);

    private static string Escape(string text, SearchValues<char> kept)
    {
        if (text.AsSpan().IndexOfAnyExcept(kept) < 0)
            return text;
        var escaped = new StringBuilder();
        foreach (var value in Encoding.UTF8.GetBytes(text))
        {
            if (kept.Contains((char)value))
                escaped.Append((char)value);
            else
                escaped.Append('%').Append(value.ToString("X2", CultureInfo.InvariantCulture));
        }
        return escaped.ToString();
    }
}
