using System.Diagnostics.CodeAnalysis;
using Waziup.Ngsi.Json;

namespace Waziup.Ngsi.JsonLd.Processing;

/// <summary>An active context with all that JSON-LD 1.1 knows.</summary>
/// <remarks>Immutable and thread-safe. What was asked before is remembered, within bounds.</remarks>
internal sealed class FullContext
{
    private readonly Dictionary<byte[], FullTerm> _terms;
    private readonly Dictionary<byte[], FullTerm>.AlternateLookup<ReadOnlySpan<byte>> _lookup;
    private readonly NameCaches<ExpandedName, CompactName> _names;
    private InverseContext? _inverse;
    private CompactName?[]? _aliases;

    /// <summary>A context without terms.</summary>
    public FullContext(ContextSettings settings, NameCaches<ExpandedName, CompactName> names)
        : this(settings, new Dictionary<byte[], FullTerm>(Utf8Comparer.Instance), names)
    {
    }

    /// <summary>What a draft has become; the draft is not used any more.</summary>
    public FullContext(ContextDraft draft, NameCaches<ExpandedName, CompactName> names)
        : this(draft.Settings, draft.Terms, names)
    {
    }

    private FullContext(ContextSettings settings, Dictionary<byte[], FullTerm> terms, NameCaches<ExpandedName, CompactName> names)
    {
        Settings = settings;
        _terms = terms;
        _lookup = terms.GetAlternateLookup<ReadOnlySpan<byte>>();
        _names = names;
        Number = names.NextContext();
    }

    /// <summary>Tells it from all other contexts of the processor.</summary>
    public int Number { get; }

    public ContextSettings Settings { get; }

    public ProcessingMode Mode => Settings.Mode;

    public Utf8Slice Base => Settings.Base;

    public Utf8Slice Vocabulary => Settings.Vocabulary;

    public Utf8Slice Language => Settings.Language;

    public Utf8Slice Direction => Settings.Direction;

    public FullContext? Previous => Settings.Previous;

    public bool HasScopedTerms => Settings.HasScopedTerms;

    public IReadOnlyCollection<FullTerm> Terms => _terms.Values;

    /// <summary>Roughly the bytes of memory it takes, with the way back; terms that it shares with others count in each.</summary>
    public long Weight => 1024 + _terms.Values.Sum(static term => term.Weight);

    /// <summary>The way back, for compaction.</summary>
    public InverseContext Inverse => _inverse ??= new InverseContext(this);

    public Dictionary<byte[], FullTerm> CopyTerms() => new(_terms, Utf8Comparer.Instance);

    public bool TryGet(ReadOnlySpan<byte> name, [NotNullWhen(true)] out FullTerm? term) => _lookup.TryGetValue(name, out term);

    public FullTerm? Find(Utf8Slice name) => !name.IsNull && _lookup.TryGetValue(name.Span, out var term) ? term : null;

    /// <summary>What the name of a member means.</summary>
    public ExpandedName ExpandName(Utf8Slice name)
    {
        var key = new NameSpan(Number, name.Span);
        if (_names.Expanded.TryGet(key, out var known))
            return known;

        var made = Make(Utf8Slice.Of(name.Span));
        _names.Expanded.Add(key, made);
        return made;
    }

    /// <summary>What a reference in a document means.</summary>
    /// <param name="text">The reference.</param>
    /// <param name="isRelativeToVocabulary">Whether it may also be a term, or relative to the vocabulary.</param>
    /// <returns>Null when it stands for nothing.</returns>
    public Utf8Slice ExpandReference(Utf8Slice text, bool isRelativeToVocabulary) =>
        IriExpansion.Expand(_lookup, Vocabulary, Base, text, isRelativeToDocument: true, isRelativeToVocabulary);

    /// <summary>What was written for a keyword before.</summary>
    public Utf8Slice? FindAlias(Keyword keyword) => _aliases?[(int)keyword]?.Text;

    /// <summary>Remembers what is written for a keyword.</summary>
    public Utf8Slice KeepAlias(Keyword keyword, Utf8Slice name)
    {
        _aliases ??= new CompactName?[KeywordText.Count];
        _aliases[(int)keyword] = new CompactName(name);
        return name;
    }

    /// <summary>What was written for an IRI before, where no value had a say.</summary>
    public bool TryGetCompact(ReadOnlySpan<byte> iri, out Utf8Slice name)
    {
        var isKnown = _names.Compacted.TryGet(new NameSpan(Number, iri), out var known);
        name = isKnown ? known!.Text : default;
        return isKnown;
    }

    /// <summary>Remembers what is written for an IRI.</summary>
    public Utf8Slice KeepCompact(ReadOnlySpan<byte> iri, Utf8Slice name)
    {
        // A copy: the name may be a part of the document, which does not stay.
        var kept = Utf8Slice.Of(name.Span);
        _names.Compacted.Add(new NameSpan(Number, iri), new CompactName(kept));
        return kept;
    }

    private ExpandedName Make(Utf8Slice name)
    {
        var iri = IriExpansion.Expand(_lookup, Vocabulary, Base, name, isRelativeToDocument: false, isRelativeToVocabulary: true);
        var keyword = KeywordText.Read(iri.Span);
        var isUsable = keyword == Keyword.None && iri.Span.IndexOf((byte)':') >= 0;
        return new ExpandedName(name, isUsable ? iri : default, keyword, Find(name));
    }
}
