using System.Text;
using System.Text.Json;

namespace Waziup.Ngsi.JsonLd;

/// <summary>Collects the terms of a context while its parts are processed, one after the other (JSON-LD 1.1, "Create Term
/// Definition").</summary>
/// <remarks>
/// Where it differs from that algorithm, NGSI-LD wants it so: a definition of a core term is dropped without a word, since the core context
/// always wins; <c>@protected</c> binds nobody; a scoped context is refused in a request and ignored in a document; coercion and containers
/// are noted but without effect.
/// </remarks>
internal sealed class TermBuilder
{
    private readonly TermTable _core;
    private readonly string? _coreVocabulary;
    private readonly int _maxTerms;
    private readonly Dictionary<string, TermDefinition> _terms = new(StringComparer.Ordinal);

    /// <summary>Starts with the terms of the core context in force, none of them redefinable.</summary>
    public TermBuilder(TermTable core, string? coreVocabulary, int maxTerms)
    {
        _core = core;
        _coreVocabulary = coreVocabulary;
        Vocabulary = coreVocabulary;
        _maxTerms = maxTerms;
    }

    /// <summary>What the names that no term explains are relative to.</summary>
    public string? Vocabulary { get; private set; }

    /// <summary>Whether there is a core; none while it is made itself.</summary>
    public bool HasCore => _core.Count > 0;

    public TermTable ToTable() => new(_terms.Values);

    /// <summary>What <c>null</c> in a context does: forgets everything but the core.</summary>
    public void Reset()
    {
        _terms.Clear();
        Vocabulary = _coreVocabulary;
    }

    /// <summary>Processes a context that is an object.</summary>
    /// <param name="local">Its members.</param>
    /// <param name="isDocument">Whether it came from a document, where scoped contexts are ignored, or from the request itself, where they
    /// are refused.</param>
    public void Add(IReadOnlyDictionary<string, JsonElement> local, bool isDocument)
    {
        if (local.TryGetValue("@vocab", out var vocabulary))
            Vocabulary = ReadVocabulary(vocabulary);
        new ContextPass(this, local, isDocument).Run();
    }

    public TermDefinition? Core(string name) => _core.TryGet(Encoding.UTF8.GetBytes(name), out var term) ? term : null;

    public TermDefinition? Find(string name) => _terms.GetValueOrDefault(name);

    /// <summary>Puts a term in the place of what its name has meant so far; null where it means nothing any more.</summary>
    public void Define(string name, TermDefinition? term)
    {
        _terms.Remove(name);
        if (term is null)
            return;
        if (_terms.Count >= _maxTerms)
            throw new JsonLdException(JsonLdErrorCode.TooLarge, $"A context may define {_maxTerms} terms at most.");
        _terms[name] = term;
    }

    // In the light of the contexts before it, not of the one it stands in.
    private string? ReadVocabulary(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Null)
            return null;
        var before = new ContextPass(this, new Dictionary<string, JsonElement>(), isDocument: true);
        if (before.Expand(JsonText.Read(value, "@vocab"), 0) is not { } iri || !IriForm.IsAbsolute(iri))
            throw new JsonLdException(JsonLdErrorCode.InvalidContext, "The @vocab of a context must be an absolute IRI or null.");
        return TermForm.Bounded(iri, "@vocab");
    }
}
