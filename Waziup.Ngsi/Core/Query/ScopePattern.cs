using System.Collections.Immutable;
using System.Text.Json;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Query;

/// <summary>One scope, or a family of them (4.19).</summary>
/// <param name="Levels">The names from the top; null for any one level.</param>
/// <param name="WithAllBelow">Whether scopes further down belong to it; without a level that is every scope.</param>
/// <remarks>Immutable.</remarks>
public sealed record ScopePattern(ImmutableArray<string?> Levels, bool WithAllBelow)
{
    /// <summary>Whether a scope of the entity fits.</summary>
    internal bool Matches(Entity entity)
    {
        if (!entity.HasScope)
            return false;
        var (start, length) = entity.ScopeRange;
        var reader = new Utf8JsonReader(entity.Document.AsSpan(start, length));
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.String && Matches(reader.GetString()))
                return true;
        }
        return false;
    }

    /// <summary>Whether a scope, with or without its leading slash, fits.</summary>
    internal bool Matches(ReadOnlySpan<char> scope)
    {
        if (scope.StartsWith('/'))
            scope = scope[1..];
        foreach (var level in Levels)
        {
            if (scope.IsEmpty)
                return false;
            var slash = scope.IndexOf('/');
            if (level is not null && !(slash < 0 ? scope : scope[..slash]).SequenceEqual(level))
                return false;
            scope = slash < 0 ? default : scope[(slash + 1)..];
        }
        return WithAllBelow || scope.IsEmpty;
    }
}
