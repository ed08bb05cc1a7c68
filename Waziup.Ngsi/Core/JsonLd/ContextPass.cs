using System.Text.Json;

namespace Waziup.Ngsi.JsonLd;

/// <summary>One context that is an object being processed: its terms are defined, those first on which others rest.</summary>
internal sealed class ContextPass(TermBuilder terms, IReadOnlyDictionary<string, JsonElement> local, bool isDocument)
{
    // Definitions that follow from each other are resolved by recursion. The longest chain in a sane context is three or four.
    private const int LongestChain = 100;

    // How far each term is: absent not begun, false begun, true done.
    private readonly Dictionary<string, bool> _state = new(StringComparer.Ordinal);

    public void Run()
    {
        foreach (var name in local.Keys)
        {
            if (!ContextShape.IsContextKeyword(name))
                Define(name, 0);
        }
    }

    /// <summary>IRI expansion within the context; relative to the vocabulary.</summary>
    public string? Expand(string text, int chain)
    {
        if (Keywords.IsKeyword(text))
            return text;

        if (Keywords.HasKeywordForm(text))
            return null;

        if (Find(text, chain) is { } term)
            return term.Keyword ?? term.Iri?.Value;

        if (text.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon)
        {
            var prefix = text[..colon];
            var rest = text.AsSpan(colon + 1);
            if (prefix == "_" || rest.StartsWith("//", StringComparison.Ordinal))
                return text;

            if (Find(prefix, chain) is { MayBePrefix: true, Iri: { } iri })
                return string.Concat(iri.Value, rest);

            if (IriForm.IsAbsolute(text))
                return text;
        }

        return terms.Vocabulary is null ? text : terms.Vocabulary + text;
    }

    private TermDefinition? Find(string name, int chain)
    {
        if (terms.Core(name) is { } core)
            return core;

        if (local.ContainsKey(name) && !ContextShape.IsContextKeyword(name) && !_state.GetValueOrDefault(name))
            Define(name, chain + 1);

        return terms.Find(name);
    }

    private void Define(string name, int chain)
    {
        if (_state.TryGetValue(name, out var isDefined))
        {
            if (!isDefined)
                throw new JsonLdException(JsonLdErrorCode.CyclicDefinition, $"The term \"{name}\" is defined by itself.");
            return;
        }

        if (chain > LongestChain)
            throw new JsonLdException(JsonLdErrorCode.TooDeep, $"\"{name}\" ends a chain of more than {LongestChain} definitions.");

        _state[name] = false;
        terms.Define(name, null);
        // Core terms cannot be defined anew, and that is no error.
        if (TermForm.IsDefinable(name) && terms.Core(name) is null)
            terms.Define(name, Read(name, chain));
        _state[name] = true;
    }

    private TermDefinition? Read(string name, int chain)
    {
        var value = local[name];
        switch (value.ValueKind)
        {
            case JsonValueKind.Null:
                return new TermDefinition(name);
            case JsonValueKind.String:
                return Resolve(new RawDefinition(name) { Id = JsonText.Read(value, name), IsSimple = true }, chain);
            case JsonValueKind.Object:
                var raw = RawDefinition.Read(name, value, isDocument);
                return raw.IsUnusable ? new TermDefinition(name) : Resolve(raw, chain);
            default:
                throw TermForm.Invalid($"The term \"{name}\" must be defined by a string, an object or null.");
        }
    }

    private TermDefinition? Resolve(RawDefinition raw, int chain)
    {
        var name = raw.Name;
        if (raw.Id is { } id && id != name)
            return ById(raw, id, chain);

        if (name.IndexOf(':', 1) >= 0)
        {
            _state[name] = true;
            return TermForm.Complete(raw, Expand(name, chain), terms.HasCore);
        }

        if (terms.Vocabulary is null)
            throw TermForm.Invalid($"The term \"{name}\" has no IRI, and the context no @vocab.");

        return TermForm.Complete(raw, terms.Vocabulary + name, terms.HasCore);
    }

    private TermDefinition? ById(RawDefinition raw, string id, int chain)
    {
        if (Keywords.HasKeywordForm(id) && !Keywords.IsKeyword(id))
            return null;

        var name = raw.Name;
        var iri = Expand(id, chain);
        if (id == "@context")
            throw TermForm.Invalid($"The term \"{name}\" cannot stand for @context.");

        if (iri is not null && name.AsSpan(1).IndexOfAny(':', '/') is >= 0 and var at && at < name.Length - 2)
        {
            // A term that looks like an IRI must not say something else than it would without being defined.
            _state[name] = true;
            if (Expand(name, chain) != iri)
                throw TermForm.Invalid($"The term \"{name}\" stands for something else than the IRI that it spells.");
        }

        return TermForm.Complete(raw, iri, terms.HasCore);
    }
}
