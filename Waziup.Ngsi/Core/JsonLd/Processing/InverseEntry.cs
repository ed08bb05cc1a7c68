using Waziup.Ngsi.Json;

namespace Waziup.Ngsi.JsonLd.Processing;

/// <summary>The terms for one IRI, by what values they fit.</summary>
internal sealed class InverseEntry
{
    private readonly List<(Containers Container, Fits Fits)> _containers = [];

    /// <summary>Whether values of one of them are written relative to the vocabulary.</summary>
    public bool HasVocabularyTyped { get; private set; }

    /// <summary>Adds a term; of terms that fit the same values, the first one stays.</summary>
    public void Add(FullTerm term, Utf8Slice defaultLanguage)
    {
        var fits = In(term.Containers);
        if (fits is null)
            _containers.Add((term.Containers, fits = new Fits(term)));

        HasVocabularyTyped |= term.TypeKeyword == Keyword.Vocab;
        if (term.IsReverse)
        {
            fits.Types.TryAdd(KeywordText.Of(Keyword.Reverse), term);
        }
        else if (term.TypeKeyword == Keyword.NoneValue)
        {
            fits.Languages.TryAdd(LanguageKey.Any, term);
            fits.Types.TryAdd(LanguageKey.Any, term);
        }
        else if (!term.Type.IsNull)
        {
            fits.Types.TryAdd(term.Type, term);
        }
        else if (term.Language.IsSet || term.Direction.IsSet)
        {
            fits.Languages.TryAdd(KeyOf(term), term);
        }
        else
        {
            fits.Languages.TryAdd(defaultLanguage, term);
            fits.Languages.TryAdd(LanguageKey.None, term);
            fits.Types.TryAdd(LanguageKey.None, term);
        }
    }

    /// <summary>The best term (JSON-LD 1.1, "Term Selection").</summary>
    /// <param name="containers">The containers in which a value may be, the best first.</param>
    /// <param name="by">Which property of the value decides.</param>
    /// <param name="preferred">What this property may be, the best first.</param>
    public FullTerm? Select(ReadOnlySpan<Containers> containers, Selection by, ReadOnlySpan<Utf8Slice> preferred)
    {
        foreach (var container in containers)
        {
            if (In(container) is not { } fits)
                continue;

            if (by == Selection.Any)
                return fits.First;

            var terms = by == Selection.Type ? fits.Types : fits.Languages;
            foreach (var value in preferred)
            {
                if (terms.TryGetValue(value, out var term))
                    return term;
            }
        }

        return null;
    }

    // A term that gives its strings no language is not the same as one that says nothing of it.
    private static Utf8Slice KeyOf(FullTerm term)
    {
        if (!term.Language.Value.IsNull || !term.Direction.Value.IsNull)
            return LanguageKey.Of(term.Language.Value, term.Direction.Value);

        return term.Language.IsSet ? LanguageKey.Null : LanguageKey.None;
    }

    private Fits? In(Containers container)
    {
        foreach (var (known, fits) in _containers)
        {
            if (known == container)
                return fits;
        }

        return null;
    }

    private sealed class Fits(FullTerm first)
    {
        public FullTerm First { get; } = first;

        public Dictionary<Utf8Slice, FullTerm> Languages { get; } = [];

        public Dictionary<Utf8Slice, FullTerm> Types { get; } = [];
    }
}
