namespace Waziup.Ngsi.Model;

/// <summary>The kinds of attributes (4.5.1).</summary>
public enum AttributeKind : byte
{
    /// <summary>No kind: a part of an attribute, as a partial update carries it.</summary>
    None,

    /// <summary>A JSON value (4.5.2).</summary>
    Property,

    /// <summary>A GeoJSON geometry (4.7).</summary>
    GeoProperty,

    /// <summary>One or several URIs (4.5.3).</summary>
    Relationship,

    /// <summary>Texts by language (4.5.18).</summary>
    LanguageProperty,

    /// <summary>Terms of a vocabulary (4.5.20).</summary>
    VocabProperty,

    /// <summary>An ordered list of values (4.5.21).</summary>
    ListProperty,

    /// <summary>An ordered list of URIs (4.5.22).</summary>
    ListRelationship,

    /// <summary>Opaque JSON (4.5.24).</summary>
    JsonProperty,
}
