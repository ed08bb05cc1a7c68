using System.Text.Json;
using Waziup.Ngsi.Json;

namespace Waziup.Ngsi.JsonLd.Processing;

/// <summary>Defines the terms of one context that is an object, those first on which others rest (JSON-LD 1.1, "Create Term
/// Definition").</summary>
internal sealed class DefinitionPass(
    ContextDraft draft, Dictionary<string, JsonElement> local, DefinitionSurroundings surroundings, ProcessingBudget budget)
{
    // Definitions that follow from each other are resolved by recursion. The longest chain in a sane context is three or four.
    private const int LongestChain = 100;

    private const int LongestIri = 4096;

    // How far each term is: absent not begun, false begun, true done.
    private readonly Dictionary<string, bool> _state = new(StringComparer.Ordinal);
    private int _chain;

    public void Run()
    {
        foreach (var name in local.Keys)
        {
            if (!ContextShape.IsContextKeyword(name))
                Define(name);
        }
    }

    /// <summary>What a text in the context stands for; terms that it needs are defined first.</summary>
    public Utf8Slice Expand(string text)
    {
        if (!Keywords.HasKeywordForm(text))
        {
            DefineFirst(text);
            if (draft.Find(text) is { } term)
                return term.Iri;

            if (text.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon && IsCompactIri(text, colon))
                DefineFirst(text[..colon]);
        }

        return draft.Expand(Utf8Slice.Of(text), isRelativeToDocument: false, isRelativeToVocabulary: true);
    }

    /// <summary>Whether a text with a colon could begin with a prefix.</summary>
    private static bool IsCompactIri(string text, int colon) =>
        !(colon == 1 && text[0] == '_') && !text.AsSpan(colon + 1).StartsWith("//", StringComparison.Ordinal);

    private void DefineFirst(string name)
    {
        if (local.ContainsKey(name) && !ContextShape.IsContextKeyword(name) && !_state.GetValueOrDefault(name))
            Define(name);
    }

    private void Define(string name)
    {
        if (_state.TryGetValue(name, out var isDefined))
        {
            if (!isDefined)
                throw new JsonLdException(JsonLdErrorCode.CyclicDefinition, $"The term \"{name}\" is defined by itself.");
            return;
        }

        if (name.Length == 0)
            throw TermForm.Invalid("A context must not define the empty term.");

        if (++_chain > LongestChain)
            throw new JsonLdException(JsonLdErrorCode.TooDeep, $"\"{name}\" ends a chain of more than {LongestChain} definitions.");

        budget.Spend(1);
        _state[name] = false;
        if (MayDefine(name))
            Define(name, local[name]);
        _state[name] = true;
        _chain--;
    }

    private bool MayDefine(string name)
    {
        var isType = name == "@type" && draft.Mode == ProcessingMode.JsonLd11 && TermMembers.IsForType(local[name]);
        if (!isType && Keywords.IsKeyword(name))
            throw new JsonLdException(JsonLdErrorCode.KeywordRedefined, $"The keyword {name} cannot be redefined.");

        return isType || !Keywords.HasKeywordForm(name);
    }

    private void Define(string name, JsonElement value)
    {
        var previous = draft.Find(name);
        draft.Undefine(name);
        var term = Read(name, value);
        if (previous is { IsProtected: true } && !surroundings.OverridesProtected)
        {
            if (term is not null && !term.SaysTheSame(previous))
            {
                throw new JsonLdException(
                    JsonLdErrorCode.ProtectedTermRedefined, $"The term \"{name}\" is protected and cannot be defined in another way.");
            }

            term = previous;
        }

        if (term is null)
            return;

        // Each definition may append to the IRI of another: without a bound, a small document makes gigabytes.
        if (term.Iri.Length > LongestIri)
            throw new JsonLdException(JsonLdErrorCode.TooLarge, $"\"{name}\" leads to an IRI of more than {LongestIri} bytes.");

        draft.Define(term);
    }

    /// <summary>The definition that a value makes; null when it makes none.</summary>
    private FullTerm? Read(string name, JsonElement value)
    {
        var term = new FullTerm(Utf8Slice.Of(name)) { IsProtected = surroundings.IsProtected };
        switch (value.ValueKind)
        {
            case JsonValueKind.Null:
                return term;
            case JsonValueKind.String:
                return ReadId(term, name, JsonText.Read(value, name), isSimple: true) ? term : null;
            case JsonValueKind.Object:
                return Read(term, name, JsonText.ReadMembers(value)) ? term : null;
            default:
                throw TermForm.Invalid($"The definition of \"{name}\" must be a string, an object or null.");
        }
    }

    private bool Read(FullTerm term, string name, Dictionary<string, JsonElement> members)
    {
        TermMembers.CheckNames(name, members, draft.Mode);
        TermMembers.ReadProtected(term, members);
        ReadType(term, name, members);
        if (!ReadIri(term, name, members))
            return false;

        TermMembers.ReadContainer(term, members, draft.Mode);
        ReadIndex(term, members);
        ReadScoped(term, name, members);
        TermMembers.ReadRest(term, name, members);
        return true;
    }

    private void ReadType(FullTerm term, string name, Dictionary<string, JsonElement> members)
    {
        if (!members.TryGetValue("@type", out var type))
            return;

        var iri = type.ValueKind == JsonValueKind.String ? Expand(JsonText.Read(type, name)) : default;
        var keyword = KeywordText.Read(iri.Span);
        var isValid = keyword switch
        {
            Keyword.Id or Keyword.Vocab => true,
            Keyword.Json or Keyword.NoneValue => draft.Mode == ProcessingMode.JsonLd11,
            _ => IriExpansion.IsIri(iri.Span),
        };
        if (!isValid)
            throw new JsonLdException(JsonLdErrorCode.InvalidTypeMapping, $"The @type of the term \"{name}\" is no IRI.");

        term.Type = iri;
        term.TypeKeyword = keyword;
    }

    private bool ReadIri(FullTerm term, string name, Dictionary<string, JsonElement> members)
    {
        if (members.TryGetValue("@reverse", out var reverse))
            return ReadReverse(term, name, reverse, members);

        if (!members.TryGetValue("@id", out var id))
            return ReadOwnName(term, name);

        if (id.ValueKind == JsonValueKind.Null)
            return true;

        if (id.ValueKind != JsonValueKind.String)
            throw NoIri(name);

        return ReadId(term, name, JsonText.Read(id, name), isSimple: false);
    }

    private bool ReadReverse(FullTerm term, string name, JsonElement reverse, Dictionary<string, JsonElement> members)
    {
        if (members.ContainsKey("@id") || members.ContainsKey("@nest"))
        {
            throw new JsonLdException(
                JsonLdErrorCode.InvalidReverseProperty, $"The term \"{name}\" has an @reverse, and so neither an @id nor an @nest.");
        }

        if (reverse.ValueKind != JsonValueKind.String)
            throw NoIri(name);

        var text = JsonText.Read(reverse, name);
        if (Keywords.HasKeywordForm(text))
            return false;

        term.Iri = Expand(text);
        if (!IriExpansion.IsIri(term.Iri.Span) && !IriExpansion.IsBlankNode(term.Iri.Span))
            throw NoIri(name);

        term.IsReverse = true;
        return true;
    }

    private bool ReadId(FullTerm term, string name, string id, bool isSimple)
    {
        if (id == name)
            return ReadOwnName(term, name);

        if (Keywords.HasKeywordForm(id) && !Keywords.IsKeyword(id))
            return false;

        term.Iri = Expand(id);
        term.Keyword = KeywordText.Read(term.Iri.Span);
        if (term.Keyword == Keyword.Context)
            throw new JsonLdException(JsonLdErrorCode.InvalidKeywordAlias, $"The term \"{name}\" cannot stand for @context.");

        var isBlank = IriExpansion.IsBlankNode(term.Iri.Span);
        if (term.Keyword == Keyword.None && !isBlank && !IriExpansion.IsIri(term.Iri.Span))
            throw NoIri(name);

        var colon = name.AsSpan(1).IndexOf(':') + 1;
        var spellsIri = (colon > 0 && colon < name.Length - 1) || name.Contains('/', StringComparison.Ordinal);
        if (spellsIri)
        {
            // A term that looks like an IRI must not say something else than it would without being defined.
            _state[name] = true;
            if (!Expand(name).Equals(term.Iri))
                throw NoIri(name);
        }

        var hasColonOrSlash = name.AsSpan().IndexOfAny(':', '/') >= 0;
        term.IsPrefix = isSimple && !hasColonOrSlash && (isBlank || IriForm.EndsInDelimiter(term.Iri.Span));
        return true;
    }

    /// <summary>What a term stands for when its definition does not say.</summary>
    private bool ReadOwnName(FullTerm term, string name)
    {
        var colon = name.IndexOf(':', 1);
        if (colon > 0)
        {
            if (IsCompactIri(name, colon))
                DefineFirst(name[..colon]);
            var prefix = IsCompactIri(name, colon) ? draft.Find(name[..colon]) : null;
            var text = Utf8Slice.Of(name);
            term.Iri = prefix is { Iri.IsNull: false } ? Utf8Slice.Join(prefix.Iri.Span, Utf8Slice.Of(name[(colon + 1)..]).Span) : text;
        }
        else if (name == "@type")
        {
            term.Iri = KeywordText.Of(Keyword.Type);
            term.Keyword = Keyword.Type;
        }
        else
        {
            var isRelative = name.Contains('/', StringComparison.Ordinal);
            if (draft.Vocabulary.IsNull && !isRelative)
                throw NoIri(name);

            term.Iri = draft.Expand(Utf8Slice.Of(name), isRelativeToDocument: false, isRelativeToVocabulary: true);
            if (isRelative && !IriExpansion.IsIri(term.Iri.Span))
                throw NoIri(name);
        }

        return true;
    }

    private void ReadIndex(FullTerm term, Dictionary<string, JsonElement> members)
    {
        if (!members.TryGetValue("@index", out var index))
            return;

        var isValid = term.Has(Containers.Index) && index.ValueKind == JsonValueKind.String
            && IriExpansion.IsIri(Expand(JsonText.Read(index, "@index")).Span);
        if (!isValid)
            throw TermForm.Invalid($"The @index of the term \"{term.Name}\" is no property, or its container has no index.");

        term.Index = Utf8Slice.Of(JsonText.Read(index, "@index"));
    }

    private void ReadScoped(FullTerm term, string name, Dictionary<string, JsonElement> members)
    {
        if (!members.TryGetValue("@context", out var scoped))
            return;

        try
        {
            surroundings.TryScoped(scoped);
        }
        catch (JsonLdException broken) when (JsonLdErrorText.Of(broken.Code) is not null)
        {
            throw new JsonLdException(JsonLdErrorCode.InvalidScopedContext, $"The context of the term \"{name}\": {broken.Message}", broken);
        }

        term.Scoped = scoped;
        term.BaseUrl = surroundings.BaseUrl;
    }

    private static JsonLdException NoIri(string name) =>
        new(JsonLdErrorCode.InvalidIriMapping, $"The term \"{name}\" does not lead to an IRI.");
}
