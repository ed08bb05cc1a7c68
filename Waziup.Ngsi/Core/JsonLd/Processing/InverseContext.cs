using System.Text;
using Waziup.Ngsi.Json;

namespace Waziup.Ngsi.JsonLd.Processing;

/// <summary>The way from IRIs back to the terms of a context (JSON-LD 1.1, "Inverse Context Creation").</summary>
internal sealed class InverseContext
{
    private readonly Dictionary<Utf8Slice, InverseEntry> _entries = [];
    private readonly Dictionary<Utf8Slice, List<FullTerm>> _prefixes = [];

    public InverseContext(FullContext context)
    {
        DefaultLanguage = LanguageKey.Of(context.Language, context.Direction);
        var terms = new List<FullTerm>(context.Terms);
        terms.Sort(static (one, other) => CompareNames(one.Name.Span, other.Name.Span));
        foreach (var term in terms)
        {
            if (term.Iri.IsNull)
                continue;

            if (!_entries.TryGetValue(term.Iri, out var entry))
                _entries[term.Iri] = entry = new InverseEntry();
            entry.Add(term, DefaultLanguage);

            if (!term.IsPrefix)
                continue;

            if (!_prefixes.TryGetValue(term.Iri, out var prefixes))
                _prefixes[term.Iri] = prefixes = [];
            prefixes.Add(term);
        }

        PrefixLengths = [.. _prefixes.Keys.Select(iri => iri.Length).Distinct().Order()];
    }

    /// <summary>The key of strings that the context gives their language and direction.</summary>
    public Utf8Slice DefaultLanguage { get; }

    /// <summary>The different lengths of the IRIs of prefixes: where a compact IRI may be cut.</summary>
    public int[] PrefixLengths { get; }

    /// <summary>The terms for an IRI or a keyword.</summary>
    public InverseEntry? Find(Utf8Slice iri) => _entries.GetValueOrDefault(iri);

    /// <summary>The prefixes for the first part of an IRI, the best one first.</summary>
    public List<FullTerm>? FindPrefixes(Utf8Slice iri) => _prefixes.GetValueOrDefault(iri);

    /// <summary>The order in which names are preferred: the shorter, then the one that sorts first.</summary>
    public static int CompareNames(ReadOnlySpan<byte> one, ReadOnlySpan<byte> other)
    {
        var order = Encoding.UTF8.GetCharCount(one) - Encoding.UTF8.GetCharCount(other);
        return order != 0 ? order : one.SequenceCompareTo(other);
    }
}
