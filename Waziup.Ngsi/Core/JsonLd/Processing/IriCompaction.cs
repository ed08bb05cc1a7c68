using Waziup.Ngsi.Json;

namespace Waziup.Ngsi.JsonLd.Processing;

/// <summary>Writes IRIs as terms, compact IRIs or relative references (JSON-LD 1.1, "IRI Compaction").</summary>
internal sealed class IriCompaction(JsonTree tree)
{
    private readonly TermWish _wish = new(tree);

    /// <summary>What is written for a keyword.</summary>
    public Utf8Slice Compact(FullContext context, Keyword keyword) =>
        context.FindAlias(keyword) ?? context.KeepAlias(keyword, Compact(context, KeywordText.Of(keyword), 0, isReverse: false));

    /// <summary>What is written for a type or a property, whatever its value.</summary>
    public Utf8Slice Compact(FullContext context, Utf8Slice iri)
    {
        if (context.TryGetCompact(iri.Span, out var known))
            return known;

        var name = Compact(context, iri, 0, isReverse: false);
        return context.KeepCompact(iri.Span, name);
    }

    /// <summary>What is written for a property that has a certain value.</summary>
    public Utf8Slice Compact(FullContext context, Utf8Slice iri, int value, bool isReverse) =>
        Compact(context, context.Inverse.Find(iri), iri, value, isReverse, out _);

    /// <summary>What is written for a property that has a certain value.</summary>
    /// <param name="context">The context in force.</param>
    /// <param name="entry">The terms that it has for the property.</param>
    /// <param name="iri">The property.</param>
    /// <param name="value">The value, 0 for none.</param>
    /// <param name="isReverse">Whether the value has the property, and not the node.</param>
    /// <param name="term">The definition of what is written.</param>
    public Utf8Slice Compact(FullContext context, InverseEntry? entry, Utf8Slice iri, int value, bool isReverse, out FullTerm? term)
    {
        if (entry is not null)
        {
            var prefersVocabulary = value != 0 && entry.HasVocabularyTyped && PrefersVocabulary(context, value);
            _wish.Read(context, value, isReverse, prefersVocabulary);
            term = entry.Select(_wish.Containers, _wish.By, _wish.Values);
            if (term is not null)
                return term.Name;
        }

        term = null;

        var vocabulary = context.Vocabulary;
        if (!vocabulary.IsNull && iri.Length > vocabulary.Length && iri.Span.StartsWith(vocabulary.Span))
        {
            var rest = iri.From(vocabulary.Length);
            if (!context.TryGet(rest.Span, out _))
                return rest;
        }

        // What was not chosen as a term may look like one all the same.
        var name = FindCompactIri(context, iri, value) is { IsNull: false } compact ? compact : Checked(context, iri);
        term = context.Find(name);
        return name;
    }

    /// <summary>What is written for the id of a node.</summary>
    public Utf8Slice CompactId(FullContext context, Utf8Slice iri)
    {
        if (FindCompactIri(context, iri, 0) is { IsNull: false } compact)
            return compact;

        Checked(context, iri);
        if (context.Base.IsNull)
            return iri;

        var relative = RelativeIri.Of(context.Base.Span, iri);
        return KeywordText.HasForm(relative.Span) ? Utf8Slice.Join("./"u8, relative.Span) : relative;
    }

    // Whether the id of a value is a term of the vocabulary that leads back to it.
    private bool PrefersVocabulary(FullContext context, int value) =>
        tree.IsObject(value) && tree.Find(value, Keyword.Id) is not 0 and var id && tree.IsString(id)
        && context.Find(Compact(context, tree.Text(id))) is { } term && term.Iri.Equals(tree.Text(id));

    private static Utf8Slice FindCompactIri(FullContext context, Utf8Slice iri, int value)
    {
        var best = default(Utf8Slice);
        foreach (var length in context.Inverse.PrefixLengths)
        {
            if (length >= iri.Length)
                break;

            if (context.Inverse.FindPrefixes(iri.To(length)) is not { } prefixes)
                continue;

            foreach (var prefix in prefixes)
            {
                // The best prefix comes first: once a name is worse than another one, those behind it are too.
                var candidate = new Utf8Slice([.. prefix.Name.Span, (byte)':', .. iri.Span[length..]]);
                if (!best.IsNull && InverseContext.CompareNames(candidate.Span, best.Span) >= 0)
                    break;

                if (!context.TryGet(candidate.Span, out var term) || (value == 0 && term.Iri.Equals(iri)))
                    best = candidate;
            }
        }

        return best;
    }

    // Written as it is, an IRI must not be read as a compact one.
    private static Utf8Slice Checked(FullContext context, Utf8Slice iri)
    {
        var span = iri.Span;
        var colon = span.IndexOf((byte)':');
        if (colon > 0 && !span[(colon + 1)..].StartsWith("//"u8) && context.TryGet(span[..colon], out var term) && term.IsPrefix)
            throw new JsonLdException(JsonLdErrorCode.CompactsToPrefix, $"{iri} would be read as a compact IRI.");

        return iri;
    }
}
