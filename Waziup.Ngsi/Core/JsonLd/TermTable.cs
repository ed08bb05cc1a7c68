using System.Diagnostics.CodeAnalysis;

namespace Waziup.Ngsi.JsonLd;

/// <summary>The terms of a context, found by name and by IRI, without a string made. Immutable.</summary>
internal sealed class TermTable
{
    public static readonly TermTable Empty = new([]);

    private readonly Dictionary<byte[], TermDefinition>.AlternateLookup<ReadOnlySpan<byte>> _byName;
    private readonly Dictionary<byte[], TermDefinition>.AlternateLookup<ReadOnlySpan<byte>> _byIri;
    private readonly Dictionary<byte[], TermDefinition>.AlternateLookup<ReadOnlySpan<byte>> _prefixByIri;

    public TermTable(IReadOnlyCollection<TermDefinition> terms)
    {
        var byName = new Dictionary<byte[], TermDefinition>(terms.Count, Utf8Comparer.Instance);
        var byIri = new Dictionary<byte[], TermDefinition>(terms.Count, Utf8Comparer.Instance);
        var prefixByIri = new Dictionary<byte[], TermDefinition>(Utf8Comparer.Instance);
        foreach (var term in terms)
        {
            byName[term.Utf8Name] = term;
            if (term.Iri is not { } iri)
                continue;

            var key = iri.Utf8.ToArray();
            if (term.IsBetterThan(byIri.GetValueOrDefault(key)))
                byIri[key] = term;

            if (term.IsPrefix && term.IsBetterThan(prefixByIri.GetValueOrDefault(key)))
                prefixByIri[key] = term;

            Weight += 300 + (5L * term.Utf8Name.Length) + (5L * key.Length);
        }

        Count = byName.Count;
        _byName = byName.GetAlternateLookup<ReadOnlySpan<byte>>();
        _byIri = byIri.GetAlternateLookup<ReadOnlySpan<byte>>();
        _prefixByIri = prefixByIri.GetAlternateLookup<ReadOnlySpan<byte>>();
        PrefixLengths = [.. prefixByIri.Keys.Select(key => key.Length).Distinct().OrderDescending()];
    }

    public int Count { get; }

    /// <summary>Roughly the bytes of memory it takes.</summary>
    public long Weight { get; }

    /// <summary>The different lengths of the IRIs of prefixes, longest first: where a compact IRI may be cut.</summary>
    public int[] PrefixLengths { get; }

    public bool TryGet(ReadOnlySpan<byte> name, [NotNullWhen(true)] out TermDefinition? term) => _byName.TryGetValue(name, out term);

    /// <summary>The term to write for an IRI.</summary>
    public bool TryGetByIri(ReadOnlySpan<byte> iri, [NotNullWhen(true)] out TermDefinition? term) => _byIri.TryGetValue(iri, out term);

    /// <summary>The prefix to write for the first part of an IRI.</summary>
    public bool TryGetPrefix(ReadOnlySpan<byte> iri, [NotNullWhen(true)] out TermDefinition? term) =>
        _prefixByIri.TryGetValue(iri, out term);
}
