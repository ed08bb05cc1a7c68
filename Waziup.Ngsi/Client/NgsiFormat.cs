namespace Waziup.Ngsi.Client;

/// <summary>The representations of entities (4.5).</summary>
public enum NgsiFormat
{
    /// <summary>Every attribute is an object with its type (4.5.1).</summary>
    Normalized,

    /// <summary>As normalized, without what a reader can tell by himself (4.5.1).</summary>
    Concise,

    /// <summary>Names and values only (4.5.4).</summary>
    Simplified,
}
