using System.Runtime.CompilerServices;
using System.Text.Json;
using Waziup.Ngsi.Json;

namespace Waziup.Ngsi.JsonLd.Processing;

/// <summary>Defines the terms of one context that is an object, those first on which others rest (JSON-LD 1.1, "Create Term
/// Definition").</summary>
internal sealed class DefinitionPass
{
    // Definitions that follow from each other are resolved by recursion. The longest chain in a sane context is three or four.
    private const int LongestChain = 100;

    private const int LongestIri = 4096;

    // How far each term is: absent not begun, false begun, true done.
    private readonly Dictionary<string, bool> _state = new(StringComparer.Ordinal);
    private readonly IriMapping _iris;
    private readonly ContextDraft _draft;
    private readonly Dictionary<string, JsonElement> _local;
    private readonly DefinitionSurroundings _surroundings;
    private readonly ProcessingBudget _budget;
    private int _chain;

    /// <param name="draft">Takes the terms.</param>
    /// <param name="local">The members of the context.</param>
    /// <param name="surroundings">Where it stands.</param>
    /// <param name="budget">How many terms may still be defined.</param>
    public DefinitionPass(
        ContextDraft draft, Dictionary<string, JsonElement> local, DefinitionSurroundings surroundings, ProcessingBudget budget)
    {
        _iris = new IriMapping(draft, this);
        _draft = draft;
        _local = local;
        _surroundings = surroundings;
        _budget = budget;
    }

    public void Run()
    {
        foreach (var name in _local.Keys)
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
            if (_draft.Find(text) is { } term)
                return term.Iri;

            if (text.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon && IsCompactIri(text, colon))
                DefineFirst(text[..colon]);
        }

        return _draft.Expand(Utf8Slice.Of(text), isRelativeToDocument: false, isRelativeToVocabulary: true);
    }

    /// <summary>Whether a text with a colon could begin with a prefix.</summary>
    public static bool IsCompactIri(string text, int colon) =>
        !(colon == 1 && text[0] == '_') && !text.AsSpan(colon + 1).StartsWith("//", StringComparison.Ordinal);

    /// <summary>Defines a term on which another rests, if the context has it.</summary>
    public void DefineFirst(string name)
    {
        if (_local.ContainsKey(name) && !ContextShape.IsContextKeyword(name) && !_state.GetValueOrDefault(name))
            Define(name);
    }

    /// <summary>Takes a term as defined before its definition is complete: what it spells may be expanded now.</summary>
    public void Release(string name) => _state[name] = true;

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

        // Each context of a term begins a chain of its own: together they may be longer than the stack.
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
            throw new JsonLdException(JsonLdErrorCode.ContextOverflow, $"The context of \"{name}\" lies in too many others.");

        if (++_chain > LongestChain)
            throw new JsonLdException(JsonLdErrorCode.TooDeep, $"\"{name}\" ends a chain of more than {LongestChain} definitions.");

        _budget.Spend(1);
        _state[name] = false;
        if (MayDefine(name))
            Define(name, _local[name]);
        _state[name] = true;
        _chain--;
    }

    private bool MayDefine(string name)
    {
        var isType = name == "@type" && _draft.Mode == ProcessingMode.JsonLd11 && TermMembers.IsForType(_local[name]);
        if (!isType && Keywords.IsKeyword(name))
            throw new JsonLdException(JsonLdErrorCode.KeywordRedefined, $"The keyword {name} cannot be redefined.");

        return isType || !Keywords.HasKeywordForm(name);
    }

    private void Define(string name, JsonElement value)
    {
        var previous = _draft.Find(name);
        _draft.Undefine(name);
        var term = Read(name, value);
        if (previous is { IsProtected: true } && !_surroundings.OverridesProtected)
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

        _budget.CheckRoom(_draft.Terms.Count);
        _draft.Define(term);
    }

    /// <summary>The definition that a value makes; null when it makes none.</summary>
    private FullTerm? Read(string name, JsonElement value)
    {
        var term = new FullTerm(Utf8Slice.Of(name)) { IsProtected = _surroundings.IsProtected };
        switch (value.ValueKind)
        {
            case JsonValueKind.Null:
                return term;
            case JsonValueKind.String:
                return _iris.ReadId(term, name, JsonText.Read(value, name), isSimple: true) ? term : null;
            case JsonValueKind.Object:
                return Read(term, name, JsonText.ReadMembers(value)) ? term : null;
            default:
                throw TermForm.Invalid($"The definition of \"{name}\" must be a string, an object or null.");
        }
    }

    private bool Read(FullTerm term, string name, Dictionary<string, JsonElement> members)
    {
        TermMembers.CheckNames(name, members, _draft.Mode);
        TermMembers.ReadProtected(term, members);
        ReadType(term, name, members);
        if (!_iris.Read(term, name, members))
            return false;

        TermMembers.ReadContainer(term, members, _draft.Mode);
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
            Keyword.Json or Keyword.NoneValue => _draft.Mode == ProcessingMode.JsonLd11,
            _ => IriExpansion.IsIri(iri.Span),
        };
        if (!isValid)
            throw new JsonLdException(JsonLdErrorCode.InvalidTypeMapping, $"The @type of the term \"{name}\" is no IRI.");

        term.Type = iri;
        term.TypeKeyword = keyword;
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
            _surroundings.TryScoped(scoped);
        }
        catch (JsonLdException broken) when (IsInvalidScoped(broken.Code))
        {
            throw new JsonLdException(
                JsonLdErrorCode.InvalidScopedContext, $"The context of the term \"{name}\": {broken.Message}", broken);
        }

        term.Scoped = scoped;
        term.BaseUrl = _surroundings.BaseUrl;
    }

    // Told once, for the outermost context: told again at each level, it would take more of the stack than the levels themselves.
    private bool IsInvalidScoped(JsonLdErrorCode code) =>
        !_surroundings.IsTrial && code != JsonLdErrorCode.ContextOverflow && JsonLdErrorText.Of(code) is not null;
}
