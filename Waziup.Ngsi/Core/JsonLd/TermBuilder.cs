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
    // Definitions that follow from each other are resolved by recursion. The longest chain in a sane context is three or four.
    private const int LongestChain = 100;

    // Each definition may append to the IRI of another: without a bound, a small document makes gigabytes.
    private const int LongestIri = 4096;

    private readonly TermTable _core;
    private readonly string? _coreVocabulary;
    private readonly int _maxTerms;
    private readonly Dictionary<string, TermDefinition> _terms = new(StringComparer.Ordinal);
    private string? _vocabulary;

    /// <summary>Starts with the terms of the core context in force, none of them redefinable.</summary>
    public TermBuilder(TermTable core, string? coreVocabulary, int maxTerms)
    {
        _core = core;
        _coreVocabulary = coreVocabulary;
        _vocabulary = coreVocabulary;
        _maxTerms = maxTerms;
    }

    public TermTable ToTable() => new(_terms.Values);

    /// <summary>What <c>null</c> in a context does: forgets everything but the core.</summary>
    public void Reset()
    {
        _terms.Clear();
        _vocabulary = _coreVocabulary;
    }

    /// <summary>Processes a context that is an object.</summary>
    /// <param name="local">Its members.</param>
    /// <param name="isDocument">Whether it came from a document, where scoped contexts are ignored, or from the request itself, where they
    /// are refused.</param>
    public void Add(IReadOnlyDictionary<string, JsonElement> local, bool isDocument)
    {
        if (local.TryGetValue("@vocab", out var vocabulary))
            _vocabulary = ReadVocabulary(vocabulary);

        var pass = new Pass(local, isDocument);
        foreach (var name in local.Keys)
        {
            if (!ContextShape.IsContextKeyword(name))
                Define(pass, name, 0);
        }
    }

    private string? ReadVocabulary(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Null)
            return null;

        var text = JsonText.Read(value, "@vocab");
        if (Expand(null, text, 0) is not { } iri || !IriForm.IsAbsolute(iri))
            throw new JsonLdException(JsonLdErrorCode.InvalidContext, "The @vocab of a context must be an absolute IRI or null.");

        return Bounded(iri, "@vocab");
    }

    private void Define(Pass pass, string name, int chain)
    {
        if (pass.State.TryGetValue(name, out var isDefined))
        {
            if (!isDefined)
                throw new JsonLdException(JsonLdErrorCode.CyclicDefinition, $"The term \"{name}\" is defined by itself.");
            return;
        }

        if (chain > LongestChain)
            throw new JsonLdException(JsonLdErrorCode.TooDeep, $"\"{name}\" ends a chain of more than {LongestChain} definitions.");

        pass.State[name] = false;
        _terms.Remove(name);
        if (IsOpen(name) && Read(pass, name, chain) is { } term)
        {
            if (_terms.Count >= _maxTerms)
                throw new JsonLdException(JsonLdErrorCode.TooLarge, $"A context may define {_maxTerms} terms at most.");
            _terms[name] = term;
        }

        pass.State[name] = true;
    }

    /// <summary>Whether the name can be defined at all. Core terms cannot, and that is no error.</summary>
    private bool IsOpen(string name)
    {
        if (name.Length == 0)
            throw Invalid("A context must not define the empty term.");

        // "@type" may be given a container in JSON-LD 1.1; NGSI-LD has its own idea of type.
        if (name == "@type" || (Keywords.HasKeywordForm(name) && !Keywords.IsKeyword(name)))
            return false;

        if (Keywords.IsKeyword(name))
            throw Invalid($"The keyword {name} cannot be redefined.");

        return !_core.TryGet(Encoding.UTF8.GetBytes(name), out _);
    }

    private TermDefinition? Read(Pass pass, string name, int chain)
    {
        var value = pass.Local[name];
        switch (value.ValueKind)
        {
            case JsonValueKind.Null:
                return new TermDefinition(name);
            case JsonValueKind.String:
                return Resolve(pass, new RawDefinition(name) { Id = JsonText.Read(value, name), IsSimple = true }, chain);
            case JsonValueKind.Object:
                var raw = RawDefinition.Read(name, value, pass.IsDocument);
                return raw.IsUnusable ? new TermDefinition(name) : Resolve(pass, raw, chain);
            default:
                throw Invalid($"The term \"{name}\" must be defined by a string, an object or null.");
        }
    }

    private TermDefinition? Resolve(Pass pass, RawDefinition raw, int chain)
    {
        var name = raw.Name;
        if (raw.Id is { } id && id != name)
        {
            if (Keywords.HasKeywordForm(id) && !Keywords.IsKeyword(id))
                return null;

            var iri = Expand(pass, id, chain);
            if (id == "@context")
                throw Invalid($"The term \"{name}\" cannot stand for @context.");

            if (iri is not null && name.AsSpan(1).IndexOfAny(':', '/') is >= 0 and var at && at < name.Length - 2)
            {
                // A term that looks like an IRI must not say something else than it would without being defined.
                pass.State[name] = true;
                if (Expand(pass, name, chain) != iri)
                    throw Invalid($"The term \"{name}\" stands for something else than the IRI that it spells.");
            }

            return Complete(raw, iri);
        }

        if (name.IndexOf(':', 1) >= 0)
        {
            pass.State[name] = true;
            return Complete(raw, Expand(pass, name, chain));
        }

        if (_vocabulary is null)
            throw Invalid($"The term \"{name}\" has no IRI, and the context no @vocab.");

        return Complete(raw, _vocabulary + name);
    }

    private TermDefinition Complete(RawDefinition raw, string? iri)
    {
        var name = raw.Name;
        if (iri is not null && Keywords.IsKeyword(iri))
        {
            return raw.Prefix is true
                ? throw Invalid($"The term \"{name}\" stands for a keyword and cannot be a prefix.")
                : new TermDefinition(name) { Keyword = iri };
        }

        // A blank node is nothing that another document could mean as well.
        if (iri is not null && iri.StartsWith("_:", StringComparison.Ordinal))
            return new TermDefinition(name);

        if (iri is null || !IriForm.IsAbsolute(iri))
            throw Invalid($"The term \"{name}\" does not lead to an absolute IRI.");

        var spellsIri = name.AsSpan().IndexOfAny(':', '/') >= 0;
        if (spellsIri && raw.Prefix is not null)
            throw Invalid($"The term \"{name}\" contains ':' or '/' and cannot be a prefix.");

        var isPrefix = raw.Prefix ?? (raw.IsSimple && !spellsIri && IriForm.EndsInDelimiter(iri));
        return new TermDefinition(name)
        {
            Iri = new Iri(Bounded(iri, name)),
            IsPrefix = isPrefix,
            MayBePrefix = isPrefix || (raw.Prefix is null && !spellsIri && _core.Count > 0),
            Type = raw.Type,
            Container = raw.Container,
        };
    }

    /// <summary>IRI expansion within a context that is being processed; relative to the vocabulary.</summary>
    private string? Expand(Pass? pass, string text, int chain)
    {
        if (Keywords.IsKeyword(text))
            return text;

        if (Keywords.HasKeywordForm(text))
            return null;

        if (Find(pass, text, chain) is { } term)
            return term.Keyword ?? term.Iri?.Value;

        if (text.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon)
        {
            var prefix = text[..colon];
            var rest = text.AsSpan(colon + 1);
            if (prefix == "_" || rest.StartsWith("//", StringComparison.Ordinal))
                return text;

            if (Find(pass, prefix, chain) is { MayBePrefix: true, Iri: { } iri })
                return string.Concat(iri.Value, rest);

            if (IriForm.IsAbsolute(text))
                return text;
        }

        return _vocabulary is null ? text : _vocabulary + text;
    }

    private TermDefinition? Find(Pass? pass, string name, int chain)
    {
        if (_core.TryGet(Encoding.UTF8.GetBytes(name), out var core))
            return core;

        if (pass is not null && pass.Local.ContainsKey(name) && !ContextShape.IsContextKeyword(name) && !pass.State.GetValueOrDefault(name))
            Define(pass, name, chain + 1);

        return _terms.GetValueOrDefault(name);
    }

    private static string Bounded(string iri, string name) =>
        iri.Length <= LongestIri
            ? iri
            : throw new JsonLdException(JsonLdErrorCode.TooLarge, $"\"{name}\" leads to an IRI of more than {LongestIri} characters.");

    private static JsonLdException Invalid(string message) => new(JsonLdErrorCode.InvalidTerm, message);

    /// <summary>One object being processed, and how far each of its terms is: absent not begun, false begun, true done.</summary>
    private sealed class Pass(IReadOnlyDictionary<string, JsonElement> local, bool isDocument)
    {
        public IReadOnlyDictionary<string, JsonElement> Local { get; } = local;

        public bool IsDocument { get; } = isDocument;

        public Dictionary<string, bool> State { get; } = new(StringComparer.Ordinal);
    }
}
