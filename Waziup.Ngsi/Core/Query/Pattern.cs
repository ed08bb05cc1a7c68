using System.Globalization;
using System.Text.RegularExpressions;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Query;

/// <summary>Reads the regular expressions of idPattern (5.2.8) and of q (4.9), which are found anywhere in a text.</summary>
/// <remarks>Matching takes time in proportion to the text, whatever the pattern: no back-references, no look-around.</remarks>
internal static class Pattern
{
    /// <summary>Longest pattern; what a match may cost grows with the square of its length.</summary>
    public const int MaxLength = 256;

    private const int MaxRepetition = 1000;

    // Without this bound of the runtime, repetitions inside of repetitions make an automaton of any size: 30 s for 30 characters.
    private const string SizeSwitch = "REGEX_NONBACKTRACKING_MAX_AUTOMATA_SIZE";
    private const int MaxSize = 10_000;

    static Pattern()
    {
        if (AppContext.GetData(SizeSwitch) is null)
            AppContext.SetData(SizeSwitch, MaxSize);
    }

    /// <param name="what">The parameter, for messages.</param>
    /// <param name="pattern">The regular expression.</param>
    /// <exception cref="NgsiLdException">BadRequestData for what is no regular expression, too long, or cannot be matched in bounded time.</exception>
    public static Regex Parse(string what, string pattern)
    {
        if (pattern.Length > MaxLength)
            throw NgsiLdErrors.Bad($"{what} has a pattern of more than {MaxLength} characters");
        if (RepeatsTooOften(pattern))
            throw NgsiLdErrors.Bad($"{what} has a pattern that repeats something more than {MaxRepetition} times");
        try
        {
            return new Regex(pattern, RegexOptions.CultureInvariant | RegexOptions.NonBacktracking, TimeSpan.FromSeconds(1));
        }
        catch (Exception wrong) when (wrong is ArgumentException or NotSupportedException)
        {
            throw NgsiLdErrors.Bad($"{what} is not a regular expression without back-references and look-around");
        }
    }

    /// <exception cref="NgsiLdException">BadRequestData where it takes longer than a second.</exception>
    public static bool Matches(Regex pattern, ReadOnlySpan<char> text)
    {
        try
        {
            return pattern.IsMatch(text);
        }
        catch (RegexMatchTimeoutException)
        {
            throw NgsiLdErrors.Bad("matching a pattern takes too long");
        }
    }

    /// <summary>Whether a number in braces is too great; the runtime's own bound comes too late for a single character.</summary>
    private static bool RepeatsTooOften(ReadOnlySpan<char> pattern)
    {
        while (pattern.IndexOf('{') is var open and >= 0)
        {
            pattern = pattern[(open + 1)..];
            var close = pattern.IndexOf('}');
            if (close < 0)
                return false;
            foreach (var part in pattern[..close].Split(','))
            {
                var number = pattern[..close][part].TrimStart('0');
                if (!number.ContainsAnyExceptInRange('0', '9') && (number.Length > 4 || (int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count > MaxRepetition)))
                    return true;
            }
        }
        return false;
    }
}
