using System.Diagnostics.CodeAnalysis;
using System.Text;
using Waziup.Ngsi.Json;

namespace Waziup.Ngsi.JsonLd.Processing;

/// <summary>A context while it is processed.</summary>
internal sealed class ContextDraft
{
    private readonly Dictionary<byte[], FullTerm>.AlternateLookup<ReadOnlySpan<byte>> _lookup;

    /// <summary>Begins with what a context says.</summary>
    public ContextDraft(FullContext start)
        : this(start.Mode, start.CopyTerms())
    {
        Base = start.Base;
        OriginalBase = start.OriginalBase;
        Vocabulary = start.Vocabulary;
        Language = start.Language;
        Direction = start.Direction;
        Previous = start.Previous;
        HasScopedTerms = start.HasScopedTerms;
    }

    private ContextDraft(ProcessingMode mode, Dictionary<byte[], FullTerm> terms)
    {
        Mode = mode;
        Terms = terms;
        _lookup = terms.GetAlternateLookup<ReadOnlySpan<byte>>();
    }

    public ProcessingMode Mode { get; }

    public Dictionary<byte[], FullTerm> Terms { get; }

    /// <summary>What relative IRIs are resolved against; null: they stay relative.</summary>
    public Utf8Slice Base { get; set; }

    /// <summary>The base before any context changed it.</summary>
    public Utf8Slice OriginalBase { get; private init; }

    /// <summary>What names without a definition are relative to; null: they mean nothing.</summary>
    public Utf8Slice Vocabulary { get; set; }

    public Utf8Slice Language { get; set; }

    public Utf8Slice Direction { get; set; }

    /// <summary>What holds again in the next node, when this context does not propagate.</summary>
    public FullContext? Previous { get; set; }

    /// <summary>Whether a term may have a context of its own.</summary>
    public bool HasScopedTerms { get; private set; }

    /// <summary>A second draft that says the same, to try something on.</summary>
    public ContextDraft Copy() =>
        new(Mode, new Dictionary<byte[], FullTerm>(Terms, Utf8Comparer.Instance))
        {
            Base = Base,
            OriginalBase = OriginalBase,
            Vocabulary = Vocabulary,
            Language = Language,
            Direction = Direction,
            Previous = Previous,
            HasScopedTerms = HasScopedTerms,
        };

    /// <summary>What <c>null</c> in a context does.</summary>
    public void Reset(FullContext? previous)
    {
        Terms.Clear();
        Base = OriginalBase;
        Vocabulary = Language = Direction = default;
        Previous = previous;
        HasScopedTerms = false;
    }

    public bool HasProtectedTerms()
    {
        foreach (var term in Terms.Values)
        {
            if (term.IsProtected)
                return true;
        }

        return false;
    }

    public bool TryGet(ReadOnlySpan<byte> name, [NotNullWhen(true)] out FullTerm? term) => _lookup.TryGetValue(name, out term);

    public FullTerm? Find(string name) => Terms.GetValueOrDefault(Encoding.UTF8.GetBytes(name));

    public void Define(FullTerm term)
    {
        Terms[term.Name.Span.ToArray()] = term;
        HasScopedTerms |= term.Scoped is not null;
    }

    public void Undefine(string name) => Terms.Remove(Encoding.UTF8.GetBytes(name));

    /// <summary>What a name stands for as things are now.</summary>
    public Utf8Slice Expand(Utf8Slice text, bool isRelativeToDocument, bool isRelativeToVocabulary) =>
        IriExpansion.Expand(_lookup, Vocabulary, Base, text, isRelativeToDocument, isRelativeToVocabulary);
}
