using System.Buffers;
using System.Globalization;
using System.Text.RegularExpressions;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Query;

/// <summary>A regular expression of idPattern (5.2.8) or of q (4.9), found anywhere in a text.</summary>
/// <remarks>
/// Matching takes bounded time, whatever the pattern: no back-references, no look-around, and an automaton. That takes a quarter of a megabyte, so
/// few are kept; patterns that cannot make a search go back for long, which most are, do without. Immutable.
/// </remarks>
public sealed partial class Pattern
{
    /// <summary>Longest pattern; what a match may cost grows with the square of its length.</summary>
    public const int MaxLength = 256;

    private const int MaxRepetition = 1000;
    private const int MaxAlternatives = 16;

    // Without this bound of the runtime, repetitions inside of repetitions make an automaton of any size: 30 s for 30 characters.
    private const string SizeSwitch = "REGEX_NONBACKTRACKING_MAX_AUTOMATA_SIZE";
    private const int MaxSize = 10_000;

    private static readonly TimeSpan MostTime = TimeSpan.FromSeconds(1);
    private static readonly SearchValues<char> Classes = SearchValues.Create("dDwWsS");

    private readonly string _text;
    private readonly Regex? _simple;

    static Pattern()
    {
        if (AppContext.GetData(SizeSwitch) is null)
            AppContext.SetData(SizeSwitch, MaxSize);
    }

    private Pattern(string text)
    {
        _text = text;
        if (IsSimple(text))
            _simple = new Regex(text, RegexOptions.CultureInvariant, MostTime);
        else
            _ = PatternCache.Shared.Get(text, Automaton);
    }

    /// <summary>Reads one.</summary>
    /// <param name="what">The parameter, for messages.</param>
    /// <param name="pattern">The regular expression.</param>
    /// <exception cref="NgsiLdException">BadRequestData for what is no regular expression, too long, or cannot be matched in bounded time.</exception>
    public static Pattern Parse(string what, string pattern)
    {
        if (pattern.Length > MaxLength)
            throw NgsiLdErrors.Bad($"{what} has a pattern of more than {MaxLength} characters");
        if (RepeatsTooOften(pattern))
            throw NgsiLdErrors.Bad($"{what} has a pattern that repeats something more than {MaxRepetition} times");
        try
        {
            return new Pattern(pattern);
        }
        catch (Exception wrong) when (wrong is ArgumentException or NotSupportedException)
        {
            throw NgsiLdErrors.Bad($"{what} is not a regular expression without back-references and look-around");
        }
    }

    /// <summary>Whether it is found in a text.</summary>
    /// <exception cref="NgsiLdException">BadRequestData where it takes longer than a second.</exception>
    public bool Matches(ReadOnlySpan<char> text)
    {
        try
        {
            return (_simple ?? PatternCache.Shared.Get(_text, Automaton)).IsMatch(text);
        }
        catch (RegexMatchTimeoutException)
        {
            throw NgsiLdErrors.Bad("matching a pattern takes too long");
        }
    }

    /// <summary>As it was written.</summary>
    public override string ToString() => _text;

    private static Regex Automaton(string text) => new(text, RegexOptions.CultureInvariant | RegexOptions.NonBacktracking, MostTime);

    /// <summary>Whether a search that goes back does so once over the text at most: a single repetition, of one character, at the end or from the beginning of the text.</summary>
    internal static bool IsSimple(ReadOnlySpan<char> pattern)
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
