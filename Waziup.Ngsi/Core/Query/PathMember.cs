namespace Waziup.Ngsi.Query;

/// <summary>What is looked at where a path ends: the value, or one of the members that stand beside it (4.5.2, 4.8).</summary>
public enum PathMember : byte
{
    /// <summary>The value, object, language map, list … of the attribute.</summary>
    Value,

    /// <summary>When it came into being.</summary>
    CreatedAt,

    /// <summary>When it was last changed.</summary>
    ModifiedAt,

    /// <summary>When it was deleted.</summary>
    DeletedAt,

    /// <summary>When it vanishes.</summary>
    ExpiresAt,

    /// <summary>What moment the value is about.</summary>
    ObservedAt,

    /// <summary>The unit of the value.</summary>
    UnitCode,

    /// <summary>Which of several instances it is; the default one has none.</summary>
    DatasetId,

    /// <summary>The data type of the value.</summary>
    ValueType,

    /// <summary>The type of the entity that a relationship points at.</summary>
    ObjectType,
}
