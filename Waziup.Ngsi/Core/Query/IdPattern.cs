using System.Text.RegularExpressions;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Query;

/// <summary>Reads idPattern (4.2, 5.2.8): a regular expression, found anywhere in an id.</summary>
/// <remarks>Matching takes time in proportion to the id, whatever the pattern: no back-references, no look-around.</remarks>
internal static class IdPattern
{
    /// <summary>Longest pattern.</summary>
    public const int MaxLength = 1024;

    /// <exception cref="NgsiLdException">BadRequestData for what is no regular expression, too long, or cannot be matched in bounded time.</exception>
    public static Regex Parse(string pattern)
    {
        if (pattern.Length > MaxLength)
            throw NgsiLdErrors.Bad($"idPattern is longer than {MaxLength} characters");
        try
        {
            return new Regex(pattern, RegexOptions.CultureInvariant | RegexOptions.NonBacktracking, TimeSpan.FromSeconds(1));
        }
        catch (Exception wrong) when (wrong is ArgumentException or NotSupportedException)
        {
            throw NgsiLdErrors.Bad("idPattern is not a regular expression without back-references and look-around");
        }
    }
}
