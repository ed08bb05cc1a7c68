namespace Waziup.Ngsi.Model;

/// <summary>The members that the standard itself gives a meaning; everything else is an attribute.</summary>
internal enum Member : byte
{
    /// <summary>An attribute or sub-attribute.</summary>
    Attribute,
    Id,
    Type,
    Scope,
    Context,
    Value,
    Object,
    LanguageMap,
    Vocab,
    ValueList,
    ObjectList,
    Json,
    DatasetId,
    UnitCode,
    ObservedAt,
    ExpiresAt,
    ValueType,
    ObjectType,

    /// <summary>Written by brokers only and ignored when it comes in: system times, instance ids.</summary>
    Output,

    /// <summary>Part of an answer that must not come back: previous values, linked entities.</summary>
    Foreign,

    /// <summary>Sealed id and type inside a proof (4.5.2).</summary>
    Sealed,
    SealedType,
}
