using System.Collections.Immutable;
using System.Text;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Query;

/// <summary>Reads scopeQ (4.19): scopes joined by <c>,</c> or <c>|</c> (or) and <c>;</c> (and), with parentheses; <c>+</c> is any level, <c>#</c> all below.</summary>
internal static class ScopeParser
{
    /// <exception cref="NgsiLdException">BadRequestData with the position of the error.</exception>
    public static Filter Parse(string text)
    {
        var scanner = new Scanner("scopeQ", text is ['"', .., '"'] ? text[1..^1] : text);
        var filter = Combination.Read(scanner, Scope);
        scanner.End();
        return filter;
    }

    private static Filter.InScope Scope(Scanner text)
    {
        var levels = ImmutableArray.CreateBuilder<string?>();
        while (text.Take('/'))
        {
            var level = text.UpTo("/,|;()");
            if (level is "#")
            {
                text.Position++;
                return new Filter.InScope(new ScopePattern(levels.ToImmutable(), WithAllBelow: true));
            }
            if (level is not "+" && !UriText.IsName(Encoding.UTF8.GetBytes(level.ToString())))
                throw text.Expected("the name of a level, + or #");
            levels.Add(level is "+" ? null : level.ToString());
            text.Position += level.Length;
        }
        return levels.Count > 0
            ? new Filter.InScope(new ScopePattern(levels.ToImmutable(), WithAllBelow: false)) : throw text.Expected("a scope such as /site/field1");
    }
}
