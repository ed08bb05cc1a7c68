using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Rendering;

/// <summary>The languages that a reader prefers, best first (4.15, RFC 4647 lookup).</summary>
internal sealed class LanguageRanges
{
    private const int MaxRanges = 32;

    private readonly ImmutableArray<string> _ranges;

    private LanguageRanges(ImmutableArray<string> ranges) => _ranges = ranges;

    /// <exception cref="NgsiLdException">BadRequestData for what is no such list.</exception>
    public static LanguageRanges Of(string text) => Parse(text) ?? throw NgsiLdErrors.Bad("lang is a list of language ranges such as fr;q=0.8,en");

    /// <summary>Reads a list such as <c>fr;q=0.8, en</c>; null if there is nothing in it or something else.</summary>
    public static LanguageRanges? Parse(string text)
    {
        var weighted = new List<(string Tag, double Weight)>();
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var pieces = part.Split(';', StringSplitOptions.TrimEntries);
            if (weighted.Count == MaxRanges || pieces[0].Length == 0 || pieces[0].AsSpan().IndexOfAnyExcept(TagCharacters) >= 0)
                return null;
            var weight = 1.0;
            foreach (var piece in pieces.Skip(1))
            {
                if (piece.StartsWith("q=", StringComparison.OrdinalIgnoreCase)
                    && !double.TryParse(piece.AsSpan(2), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out weight))
                    return null;
            }
            if (weight > 0)
                weighted.Add((pieces[0], weight));
        }
        return weighted.Count == 0 ? null : new([.. weighted.OrderByDescending(range => range.Weight).Select(range => range.Tag)]);
    }

    /// <summary>The tag to take: an exact one, a shorter or a longer form of a wanted one; else the default one, else any.</summary>
    public string? Choose(IReadOnlyList<string> tags)
    {
        foreach (var range in _ranges)
        {
            if (range == "*")
                break;
            for (var wanted = range; wanted.Length > 0; wanted = wanted.Contains('-') ? wanted[..wanted.LastIndexOf('-')] : "")
            {
                foreach (var tag in tags)
                {
                    if (tag.Equals(wanted, StringComparison.OrdinalIgnoreCase))
                        return tag;
                }
            }
            foreach (var tag in tags)
            {
                if (tag.StartsWith(range + "-", StringComparison.OrdinalIgnoreCase))
                    return tag;
            }
        }
        return tags.Contains("@none") ? "@none" : tags.Count > 0 ? tags[0] : null;
    }

    private static readonly System.Buffers.SearchValues<char> TagCharacters =
        System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-*@");
}
