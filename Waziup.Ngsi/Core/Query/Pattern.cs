using System.Text.RegularExpressions;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Query;

/// <summary>A regular expression of idPattern (5.2.8) or of q (4.9), found anywhere in a text.</summary>
/// <remarks>
/// Matching takes bounded time, whatever the pattern: no back-references, no look-around, and an automaton. That takes a quarter of a megabyte, so
/// few are kept; patterns that cannot make a search go back for long, which most are, do without. Immutable.
/// </remarks>
public sealed class Pattern
{
    /// <summary>Longest pattern; what a match may cost grows with the square of its length.</summary>
    public const int MaxLength = 256;

    // Without this bound of the runtime, repetitions inside of repetitions make an automaton of any size: 30 s for 30 characters.
    private const string SizeSwitch = "REGEX_NONBACKTRACKING_MAX_AUTOMATA_SIZE";
    private const int MaxSize = 10_000;

    private static readonly TimeSpan MostTime = TimeSpan.FromSeconds(1);

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
        if (PatternCost.IsSimple(text))
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
        if (PatternCost.RepeatsTooOften(pattern))
            throw NgsiLdErrors.Bad($"{what} has a pattern that repeats something more than {PatternCost.MaxRepetition} times");
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
}
