using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Waziup.Ngsi.Access.Disclosing;

/// <summary>A table that makes coarser values of fine ones: <c>maize → cereal</c>, <c>17.3 → "10 to 20"</c>.</summary>
/// <param name="Name">What the table is called.</param>
/// <param name="Level">How coarse it is; of two tables the one with the lower level is the more open.</param>
/// <remarks>What the table makes of a value stays as it is, where it says nothing else of that. <b>Not</b> hidden by it: rare outputs single people out. Immutable and thread-safe.</remarks>
public sealed record Generalisation(string Name, int Level)
{
    /// <summary>Texts, and <c>true</c> and <c>false</c>, that become others as a whole.</summary>
    public FrozenDictionary<string, string> Exact { get; init; } = FrozenDictionary<string, string>.Empty;

    /// <summary>Texts become the value of the longest of these with which they begin, where none fits exactly.</summary>
    public ImmutableArray<(string Begin, string Value)> Prefixes { get; init; } = [];

    /// <summary>Numbers become the value of the first range that holds them, its end not included.</summary>
    public ImmutableArray<(double From, double To, string Value)> Ranges { get; init; } = [];

    /// <summary>What everything else becomes; null: it is hidden.</summary>
    public string? Default { get; init; }

    /// <summary>What a text becomes; null: it is hidden.</summary>
    public string? Of(string text)
    {
        if (Exact.TryGetValue(text, out var value))
            return value;
        var best = default((string Begin, string Value));
        foreach (var prefix in Prefixes)
        {
            if (text.StartsWith(prefix.Begin, StringComparison.Ordinal) && prefix.Begin.Length >= (best.Begin?.Length ?? 0))
                best = prefix;
        }
        return best.Value ?? (Makes(text) ? text : Default);
    }

    private bool Makes(string text) => Exact.Values.Contains(text) || Prefixes.Any(prefix => prefix.Value == text) || Ranges.Any(range => range.Value == text);

    /// <summary>What a number becomes; null: it is hidden.</summary>
    public string? Of(double number)
    {
        foreach (var (from, to, value) in Ranges)
        {
            if (number >= from && number < to)
                return value;
        }
        return Default;
    }
}
