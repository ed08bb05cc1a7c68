using System.Collections.Frozen;

namespace Waziup.Ngsi.Model;

/// <summary>What HTTP allows in a header that somebody else has chosen: a line break would begin another one (RFC 9110, 5.5 and 5.6.2).</summary>
internal static class HeaderText
{
    // What the message and the connection decide.
    private static readonly FrozenSet<string> Ours = new[]
    {
        "Connection", "Content-Encoding", "Content-Length", "Content-Type", "Expect", "Host", "Keep-Alive", "TE", "Trailer", "Transfer-Encoding", "Upgrade",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether the message itself decides a header, and nobody else.</summary>
    public static bool IsOurs(string name) => Ours.Contains(name);

    /// <summary>Whether a name and a value may go as a header.</summary>
    public static bool Fits(string name, string value) => IsToken(name) && !value.Any(char.IsControl);

    /// <summary>Whether it may be the name of a header.</summary>
    public static bool IsToken(string text) =>
        text.Length > 0 && text.All(letter => char.IsAsciiLetterOrDigit(letter) || "!#$%&'*+-.^_`|~".Contains(letter, StringComparison.Ordinal));
}
