namespace Waziup.Ngsi.Rendering;

/// <summary>The representations of 4.5.</summary>
internal enum EntityFormat : byte
{
    /// <summary>4.5.1 to 4.5.3</summary>
    Normalized,

    /// <summary>4.5.17</summary>
    Concise,

    /// <summary>4.5.4, also called keyValues.</summary>
    Simplified,
}

internal static class EntityFormats
{
    /// <summary>The representation of a name in <c>format</c>; null for an unknown one.</summary>
    public static EntityFormat? Named(string name) => name switch
    {
        "normalized" => EntityFormat.Normalized,
        "concise" => EntityFormat.Concise,
        "simplified" or "keyValues" => EntityFormat.Simplified,
        _ => null,
    };
}
