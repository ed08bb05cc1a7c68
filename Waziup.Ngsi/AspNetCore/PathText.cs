using System.Buffers;
using System.Text;

namespace Waziup.Ngsi.AspNetCore;

/// <summary>Writes ids as path segments: what a segment may hold stays, everything else is percent-encoded.</summary>
internal static class PathText
{
    private static readonly SearchValues<char> Kept =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!$&'()*+,;=:@");

    public static string Escape(string text)
    {
        if (text.AsSpan().IndexOfAnyExcept(Kept) < 0)
            return text;
        var escaped = new StringBuilder();
        foreach (var value in Encoding.UTF8.GetBytes(text))
        {
            if (Kept.Contains((char)value))
                escaped.Append((char)value);
            else
                escaped.Append('%').Append(value.ToString("X2", System.Globalization.CultureInfo.InvariantCulture));
        }
        return escaped.ToString();
    }
}
