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
        : this(start.Settings, start.CopyTerms())
    {
    }

    private ContextDraft(ContextSettings settings, Dictionary<byte[], FullTerm> terms)
    {
        Settings = settings;
        Terms = terms;
        _lookup = terms.GetAlternateLookup<ReadOnlySpan<byte>>();
    }

    public ContextSettings Settings { get; set; }

    public ProcessingMode Mode => Settings.Mode;

    public Utf8Slice Base => Settings.Base;

    public Utf8Slice Vocabulary => Settings.Vocabulary;

    public FullContext? Previous => Settings.Previous;

    public Dictionary<byte[], FullTerm> Terms { get; }

    /// <summary>A second draft that says the same, to try something on.</summary>
    public ContextDraft Copy() => new(Settings, new Dictionary<byte[], FullTerm>(Terms, Utf8Comparer.Instance));

    /// <summary>What <c>null</c> in a context does.</summary>
    public void Reset(FullContext? previous)
    {
        Terms.Clear();
        Settings = new ContextSettings(Mode) { Base = Settings.OriginalBase, OriginalBase = Settings.OriginalBase, Previous = previous };
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
        if (term.Scoped is not null && !Settings.HasScopedTerms)
            Settings = Settings with { HasScopedTerms = true };
    }

    public void Undefine(string name) => Terms.Remove(Encoding.UTF8.GetBytes(name));

    /// <summary>What a name stands for as things are now.</summary>
    public Utf8Slice Expand(Utf8Slice text, bool isRelativeToDocument, bool isRelativeToVocabulary) =>
        IriExpansion.Expand(_lookup, Vocabulary, Base, text, isRelativeToDocument, isRelativeToVocabulary);
}
