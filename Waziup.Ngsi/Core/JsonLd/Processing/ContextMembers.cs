using System.Text.Json;
using Waziup.Ngsi.Json;

namespace Waziup.Ngsi.JsonLd.Processing;

/// <summary>The members of a context that define no term.</summary>
internal static class ContextMembers
{
    private const int LongestIri = 4096;

    public static void CheckVersion(Dictionary<string, JsonElement> members, ProcessingMode mode)
    {
        if (!members.TryGetValue("@version", out var version))
            return;

        if (version.ValueKind != JsonValueKind.Number || !version.TryGetDouble(out var number) || number is not 1.1)
            throw new JsonLdException(JsonLdErrorCode.InvalidVersion, "@version must be the number 1.1.");

        if (mode == ProcessingMode.JsonLd10)
            throw new JsonLdException(JsonLdErrorCode.ModeConflict, "A context demands JSON-LD 1.1, but 1.0 was asked for.");
    }

    public static void RequireVersion11(ProcessingMode mode, string key)
    {
        if (mode == ProcessingMode.JsonLd10)
            throw new JsonLdException(JsonLdErrorCode.InvalidContextEntry, $"JSON-LD 1.0 does not know {key}.");
    }

    public static void Read(ContextDraft draft, Dictionary<string, JsonElement> members, bool isRemote)
    {
        if (!isRemote && members.TryGetValue("@base", out var baseIri))
            draft.Settings = draft.Settings with { Base = ReadBase(draft, baseIri) };

        if (members.TryGetValue("@vocab", out var vocabulary))
            draft.Settings = draft.Settings with { Vocabulary = ReadVocabulary(draft, vocabulary) };

        if (members.TryGetValue("@language", out var language))
            draft.Settings = draft.Settings with { Language = ReadText(language, "@language", JsonLdErrorCode.InvalidDefaultLanguage) };

        if (members.TryGetValue("@direction", out var direction))
        {
            RequireVersion11(draft.Mode, "@direction");
            draft.Settings = draft.Settings with { Direction = TermMembers.ReadDirection(direction) };
        }

        if (members.TryGetValue("@propagate", out var propagate))
        {
            RequireVersion11(draft.Mode, "@propagate");
            TermMembers.ReadBoolean(propagate, "@propagate", JsonLdErrorCode.InvalidPropagate);
        }
    }

    private static Utf8Slice ReadBase(ContextDraft draft, JsonElement value)
    {
        var text = ReadText(value, "@base", JsonLdErrorCode.InvalidBaseIri);
        if (text.IsNull || IriExpansion.IsIri(text.Span))
            return Bounded(text);

        return draft.Base.IsNull
            ? throw new JsonLdException(JsonLdErrorCode.InvalidBaseIri, "The @base of a context is relative to nothing.")
            : Bounded(IriResolution.Resolve(draft.Base.Span, text.Span));
    }

    // Contexts can append to what others say, again and again.
    private static Utf8Slice Bounded(Utf8Slice iri) =>
        iri.Length <= LongestIri
            ? iri
            : throw new JsonLdException(JsonLdErrorCode.TooLarge, $"A @base or @vocab leads to an IRI of more than {LongestIri} bytes.");

    private static Utf8Slice ReadVocabulary(ContextDraft draft, JsonElement value)
    {
        var text = ReadText(value, "@vocab", JsonLdErrorCode.InvalidVocabulary);
        if (text.IsNull)
            return text;

        var isAbsolute = IriExpansion.IsIri(text.Span) || IriExpansion.IsBlankNode(text.Span);
        if (!isAbsolute && draft.Mode == ProcessingMode.JsonLd10)
            throw new JsonLdException(JsonLdErrorCode.InvalidVocabulary, "The @vocab of a context must be an IRI or null.");

        return Bounded(draft.Expand(text, isRelativeToDocument: true, isRelativeToVocabulary: true));
    }

    private static Utf8Slice ReadText(JsonElement value, string key, JsonLdErrorCode code) =>
        value.ValueKind is JsonValueKind.String or JsonValueKind.Null
            ? TermMembers.ReadText(value)
            : throw new JsonLdException(code, $"The {key} of a context must be a string or null.");
}
