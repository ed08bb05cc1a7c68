using System.Text.Json;
using Waziup.Ngsi.Json;

namespace Waziup.Ngsi.JsonLd.Processing;

/// <summary>What a term stands for: an IRI, a blank node or a keyword (JSON-LD 1.1, "Create Term Definition", steps 13 to 18).</summary>
internal sealed class IriMapping(ContextDraft draft, DefinitionPass pass)
{
    /// <summary>Reads what a term stands for.</summary>
    /// <returns>False if the definition is to be ignored.</returns>
    public bool Read(FullTerm term, string name, Dictionary<string, JsonElement> members)
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

        term.Iri = pass.Expand(text);
        if (!IriExpansion.IsIri(term.Iri.Span) && !IriExpansion.IsBlankNode(term.Iri.Span))
            throw NoIri(name);

        term.IsReverse = true;
        return true;
    }

    /// <summary>Reads an <c>@id</c>.</summary>
    /// <returns>False if the definition is to be ignored.</returns>
    public bool ReadId(FullTerm term, string name, string id, bool isSimple)
    {
        if (id == name)
            return ReadOwnName(term, name);

        if (Keywords.HasKeywordForm(id) && !Keywords.IsKeyword(id))
            return false;

        term.Iri = pass.Expand(id);
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
            pass.Release(name);
            if (!pass.Expand(name).Equals(term.Iri))
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
            if (DefinitionPass.IsCompactIri(name, colon))
                pass.DefineFirst(name[..colon]);
            var prefix = DefinitionPass.IsCompactIri(name, colon) ? draft.Find(name[..colon]) : null;
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

    private static JsonLdException NoIri(string name) =>
        new(JsonLdErrorCode.InvalidIriMapping, $"The term \"{name}\" does not lead to an IRI.");
}
