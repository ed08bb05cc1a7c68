namespace Waziup.Ngsi.JsonLd.Processing;

/// <summary>The version of JSON-LD whose rules are kept.</summary>
public enum ProcessingMode
{
    /// <summary>JSON-LD 1.1.</summary>
    JsonLd11,

    /// <summary>JSON-LD 1.0 as the algorithms of 1.1 still allow it: what came with 1.1 is refused or left alone.</summary>
    JsonLd10,
}
