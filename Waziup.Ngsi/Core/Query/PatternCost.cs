using System.Buffers;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Waziup.Ngsi.Query;

/// <summary>Tells from a regular expression what searching for it may cost.</summary>
internal static partial class PatternCost
{
    /// <summary>How often something may be repeated by number.</summary>
    public const int MaxRepetition = 1000;

    private const int MaxAlternatives = 16;

    private static readonly SearchValues<char> Classes = SearchValues.Create("dDwWsS");

    /// <summary>Whether a search that goes back does so once over the text at most.</summary>
    /// <remarks>There is one repetition, of one character or class, at the end of the pattern or in one that begins with the text, and few alternatives.</remarks>
    public static bool IsSimple(ReadOnlySpan<char> pattern)
    {
        var (isRepeated, isGrouped, depth, alternatives) = (false, false, 0, 0);
        var isAnchored = pattern.StartsWith('^');
        for (var i = 0; i < pattern.Length; i++)
        {
            switch (pattern[i])
            {
                case '\\':
                    i++;
                    if (i == pattern.Length || !(char.IsAsciiLetterOrDigit(pattern[i]) ? Classes.Contains(pattern[i]) : char.IsAscii(pattern[i])))
                        return false;
                    break;
                case '[':
                    // A class, without one in it.
                    var length = pattern[i..].IndexOf(']');
                    if (length < 2 || pattern.Slice(i + 1, length - 1).ContainsAny('[', '\\'))
                        return false;
                    i += length;
                    break;
                case '{' when FixedNumber().EnumerateMatches(pattern[i..]) is var found && found.MoveNext() && i > 0 && pattern[i - 1] != ')':
                    i += found.Current.Length - 1;
                    break;
                case '*' or '+' or '?' or '{':
                    var isLast = i + 1 == pattern.Length || (pattern[i] == '{' && pattern[i..].IndexOf('}') == pattern.Length - 1 - i);
                    if (isRepeated || i == 0 || pattern[i - 1] == ')' || (!isLast && !isAnchored))
                        return false;
                    isRepeated = true;
                    break;
                case '(':
                    if (isGrouped || pattern[(i + 1)..].StartsWith('?'))
                        return false;
                    isGrouped = true;
                    depth++;
                    break;
                case ')':
                    depth--;
                    break;
                case '|':
                    // Another beginning would not be that of the text.
                    isAnchored &= depth > 0;
                    if (++alternatives > MaxAlternatives || (isRepeated && depth == 0))
                        return false;
                    break;
            }
        }
        return true;
    }

    [GeneratedRegex("^\\{[0-9]+\\}")]
    private static partial Regex FixedNumber();

    /// <summary>Whether a number in braces is too great; the runtime's own bound comes too late for a single character.</summary>
    public static bool RepeatsTooOften(ReadOnlySpan<char> pattern)
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
