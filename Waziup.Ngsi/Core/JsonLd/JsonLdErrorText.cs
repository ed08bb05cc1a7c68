using System.Collections.Frozen;

namespace Waziup.Ngsi.JsonLd;

/// <summary>The error codes of JSON-LD 1.1, as its standard spells them.</summary>
public static class JsonLdErrorText
{
    private static readonly FrozenDictionary<JsonLdErrorCode, string> All = new Dictionary<JsonLdErrorCode, string>
    {
        [JsonLdErrorCode.CyclicDefinition] = "cyclic IRI mapping",
        [JsonLdErrorCode.CyclicInclusion] = "context overflow",
        [JsonLdErrorCode.InvalidContext] = "invalid local context",
        [JsonLdErrorCode.InvalidTerm] = "invalid term definition",
        [JsonLdErrorCode.LoadingFailed] = "loading remote context failed",
        [JsonLdErrorCode.LoadingInvalid] = "invalid remote context",
        [JsonLdErrorCode.ScopedContext] = "invalid scoped context",
        [JsonLdErrorCode.CollidingKeywords] = "colliding keywords",
        [JsonLdErrorCode.CompactsToPrefix] = "IRI confused with prefix",
        [JsonLdErrorCode.ContextOverflow] = "context overflow",
        [JsonLdErrorCode.InvalidBaseDirection] = "invalid base direction",
        [JsonLdErrorCode.InvalidBaseIri] = "invalid base IRI",
        [JsonLdErrorCode.InvalidContainer] = "invalid container mapping",
        [JsonLdErrorCode.InvalidContextEntry] = "invalid context entry",
        [JsonLdErrorCode.InvalidContextNullification] = "invalid context nullification",
        [JsonLdErrorCode.InvalidDefaultLanguage] = "invalid default language",
        [JsonLdErrorCode.InvalidId] = "invalid @id value",
        [JsonLdErrorCode.InvalidImport] = "invalid @import value",
        [JsonLdErrorCode.InvalidIncluded] = "invalid @included value",
        [JsonLdErrorCode.InvalidIndex] = "invalid @index value",
        [JsonLdErrorCode.InvalidIriMapping] = "invalid IRI mapping",
        [JsonLdErrorCode.InvalidKeywordAlias] = "invalid keyword alias",
        [JsonLdErrorCode.InvalidLanguageMap] = "invalid language map value",
        [JsonLdErrorCode.InvalidLanguageMapping] = "invalid language mapping",
        [JsonLdErrorCode.InvalidLanguageTag] = "invalid language-tagged string",
        [JsonLdErrorCode.InvalidLanguageTagged] = "invalid language-tagged value",
        [JsonLdErrorCode.InvalidNest] = "invalid @nest value",
        [JsonLdErrorCode.InvalidPrefix] = "invalid @prefix value",
        [JsonLdErrorCode.InvalidPropagate] = "invalid @propagate value",
        [JsonLdErrorCode.InvalidProtected] = "invalid @protected value",
        [JsonLdErrorCode.InvalidReverse] = "invalid @reverse value",
        [JsonLdErrorCode.InvalidReverseProperty] = "invalid reverse property",
        [JsonLdErrorCode.InvalidReverseMap] = "invalid reverse property map",
        [JsonLdErrorCode.InvalidReverseValue] = "invalid reverse property value",
        [JsonLdErrorCode.InvalidScopedContext] = "invalid scoped context",
        [JsonLdErrorCode.InvalidSetOrList] = "invalid set or list object",
        [JsonLdErrorCode.InvalidTypeMapping] = "invalid type mapping",
        [JsonLdErrorCode.InvalidTypeValue] = "invalid type value",
        [JsonLdErrorCode.InvalidTypedValue] = "invalid typed value",
        [JsonLdErrorCode.InvalidValueObject] = "invalid value object",
        [JsonLdErrorCode.InvalidValue] = "invalid value object value",
        [JsonLdErrorCode.InvalidVersion] = "invalid @version value",
        [JsonLdErrorCode.InvalidVocabulary] = "invalid vocab mapping",
        [JsonLdErrorCode.KeywordRedefined] = "keyword redefinition",
        [JsonLdErrorCode.LoadingDocumentFailed] = "loading document failed",
        [JsonLdErrorCode.ModeConflict] = "processing mode conflict",
        [JsonLdErrorCode.ProtectedTermRedefined] = "protected term redefinition",
    }.ToFrozenDictionary();

    /// <summary>The standard's word for an error.</summary>
    /// <param name="code">The error.</param>
    /// <returns>Such as <c>invalid term definition</c>; null for a bound of this library and for a name that cannot be used, which the
    /// standard does not know.</returns>
    public static string? Of(JsonLdErrorCode code) => All.GetValueOrDefault(code);
}
