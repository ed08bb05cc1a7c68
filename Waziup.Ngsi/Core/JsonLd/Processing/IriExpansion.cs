using System.Buffers;
using Waziup.Ngsi.Json;

namespace Waziup.Ngsi.JsonLd.Processing;

/// <summary>Names and references to IRIs (JSON-LD 1.1, "IRI Expansion").</summary>
internal static class IriExpansion
{
    private static readonly SearchValues<byte> Foreign = SearchValues.Create(" \t\r\n<>\"{}|\\^`"u8);

    /// <summary>What a text stands for.</summary>
    /// <param name="terms">The terms of the context.</param>
    /// <param name="vocabulary">The vocabulary of the context, or null.</param>
    /// <param name="baseIri">The base of the context, or null.</param>
    /// <param name="text">The text.</param>
    /// <param name="isRelativeToDocument">Whether it may be relative to the base.</param>
    /// <param name="isRelativeToVocabulary">Whether it may be a term, or relative to the vocabulary.</param>
    /// <returns>An IRI, a blank node, a keyword, or the text itself when it is none of them; null when it stands for nothing.</returns>
    public static Utf8Slice Expand(
        Dictionary<byte[], FullTerm>.AlternateLookup<ReadOnlySpan<byte>> terms,
        Utf8Slice vocabulary,
        Utf8Slice baseIri,
        Utf8Slice text,
        bool isRelativeToDocument,
        bool isRelativeToVocabulary)
    {
        var span = text.Span;
        if (KeywordText.HasForm(span))
            return KeywordText.Read(span) == Keyword.None ? default : text;

        if (terms.TryGetValue(span, out var term) && (isRelativeToVocabulary || term.Keyword != Keyword.None))
            return term.Iri;

        var colon = span.IndexOf((byte)':');
        if (colon > 0)
        {
            var prefix = span[..colon];
            var rest = span[(colon + 1)..];
            if (prefix.SequenceEqual("_"u8) || rest.StartsWith("//"u8))
                return text;

            if (terms.TryGetValue(prefix, out var first) && first is { IsPrefix: true, Iri.IsNull: false })
                return Utf8Slice.Join(first.Iri.Span, rest);

            if (IriForm.IsScheme(prefix))
                return text;
        }

        if (isRelativeToVocabulary && !vocabulary.IsNull)
            return Utf8Slice.Join(vocabulary.Span, span);

        return isRelativeToDocument && !baseIri.IsNull ? IriResolution.Resolve(baseIri.Span, span) : text;
    }

    /// <summary>Whether a text is an absolute IRI: a scheme, and nothing that no IRI can contain.</summary>
    public static bool IsIri(ReadOnlySpan<byte> text)
    {
        var colon = text.IndexOf((byte)':');
        return colon > 0 && IriForm.IsScheme(text[..colon]) && !text.ContainsAny(Foreign);
    }

    public static bool IsBlankNode(ReadOnlySpan<byte> text) => text.StartsWith("_:"u8);
}
