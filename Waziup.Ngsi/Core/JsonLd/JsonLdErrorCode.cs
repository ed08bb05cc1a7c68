namespace Waziup.Ngsi.JsonLd;

/// <summary>What is wrong with a context, a name or a document.</summary>
/// <remarks><see cref="JsonLdErrorText" /> has the standard's words for it.</remarks>
public enum JsonLdErrorCode
{
    /// <summary>A document could not be fetched: unreachable, too slow, refused, or an unknown version of the core context.</summary>
    LoadingFailed,

    /// <summary>A document was fetched, but it is not JSON, has no <c>@context</c>, or is larger than allowed.</summary>
    LoadingInvalid,

    /// <summary>A context is not built as JSON-LD wants it: a number, a relative URL, a keyword with the wrong kind of value.</summary>
    InvalidContext,

    /// <summary>A context given in a request defines a term with a context of its own (5.5.7 forbids that).</summary>
    ScopedContext,

    /// <summary>A document includes itself, directly or through others.</summary>
    CyclicInclusion,

    /// <summary>Documents include each other more deeply, or more of them, than allowed.</summary>
    TooDeep,

    /// <summary>The definitions of a context are more, or longer, than allowed.</summary>
    TooLarge,

    /// <summary>A term definition is malformed, or does not lead to an IRI.</summary>
    InvalidTerm,

    /// <summary>Term definitions depend on each other in a circle.</summary>
    CyclicDefinition,

    /// <summary>A name cannot be used: it is defined as null, stands for a keyword, or is a keyword.</summary>
    UnusableName,

    /// <summary>Two members of a node stand for the same keyword.</summary>
    CollidingKeywords,

    /// <summary>An IRI that stays as it is would be read back as a compact IRI.</summary>
    CompactsToPrefix,

    /// <summary>A context is included more deeply than allowed.</summary>
    ContextOverflow,

    /// <summary>A base direction is neither <c>ltr</c> nor <c>rtl</c>.</summary>
    InvalidBaseDirection,

    /// <summary>The <c>@base</c> of a context is no IRI.</summary>
    InvalidBaseIri,

    /// <summary>The <c>@container</c> of a term is none that there is.</summary>
    InvalidContainer,

    /// <summary>A context has a member that it may not have there.</summary>
    InvalidContextEntry,

    /// <summary>A context is to be forgotten although it protects terms.</summary>
    InvalidContextNullification,

    /// <summary>The <c>@language</c> of a context is no string.</summary>
    InvalidDefaultLanguage,

    /// <summary>An <c>@id</c> is no string.</summary>
    InvalidId,

    /// <summary>An <c>@import</c> is no string.</summary>
    InvalidImport,

    /// <summary><c>@included</c> holds something else than nodes.</summary>
    InvalidIncluded,

    /// <summary>An <c>@index</c> is no string.</summary>
    InvalidIndex,

    /// <summary>A term definition does not lead to an IRI.</summary>
    InvalidIriMapping,

    /// <summary>A term would stand for <c>@context</c>.</summary>
    InvalidKeywordAlias,

    /// <summary>A language map holds something else than strings.</summary>
    InvalidLanguageMap,

    /// <summary>The <c>@language</c> of a term is no string.</summary>
    InvalidLanguageMapping,

    /// <summary>The <c>@language</c> of a value is no string.</summary>
    InvalidLanguageTag,

    /// <summary>Something that is no string has a language.</summary>
    InvalidLanguageTagged,

    /// <summary>An <c>@nest</c> holds or names what cannot be nested.</summary>
    InvalidNest,

    /// <summary>An <c>@prefix</c> is neither true nor false.</summary>
    InvalidPrefix,

    /// <summary>An <c>@propagate</c> is neither true nor false.</summary>
    InvalidPropagate,

    /// <summary>An <c>@protected</c> is neither true nor false.</summary>
    InvalidProtected,

    /// <summary>An <c>@reverse</c> is no object.</summary>
    InvalidReverse,

    /// <summary>A term for a reverse property has a member that does not fit to it.</summary>
    InvalidReverseProperty,

    /// <summary>An <c>@reverse</c> holds a keyword.</summary>
    InvalidReverseMap,

    /// <summary>A reverse property holds something else than nodes.</summary>
    InvalidReverseValue,

    /// <summary>The context of a term is invalid.</summary>
    InvalidScopedContext,

    /// <summary>A set or a list has members that it may not have.</summary>
    InvalidSetOrList,

    /// <summary>The <c>@type</c> of a term is no IRI.</summary>
    InvalidTypeMapping,

    /// <summary>An <c>@type</c> is neither a string nor an array of strings.</summary>
    InvalidTypeValue,

    /// <summary>The <c>@type</c> of a value is no IRI.</summary>
    InvalidTypedValue,

    /// <summary>A value has members that it may not have.</summary>
    InvalidValueObject,

    /// <summary>An <c>@value</c> is an array or an object.</summary>
    InvalidValue,

    /// <summary>The <c>@version</c> of a context is not 1.1.</summary>
    InvalidVersion,

    /// <summary>The <c>@vocab</c> of a context is no IRI.</summary>
    InvalidVocabulary,

    /// <summary>A context defines a keyword.</summary>
    KeywordRedefined,

    /// <summary>A document is not JSON, or a relative URL has nothing that it could be relative to.</summary>
    LoadingDocumentFailed,

    /// <summary>A context demands JSON-LD 1.1 where 1.0 is asked for.</summary>
    ModeConflict,

    /// <summary>A context redefines a term that another one protects.</summary>
    ProtectedTermRedefined,
}
