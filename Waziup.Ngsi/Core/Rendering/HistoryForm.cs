namespace Waziup.Ngsi.Rendering;

/// <summary>The temporal representations of 4.5.6 to 4.5.9.</summary>
internal enum HistoryForm : byte
{
    /// <summary>4.5.6</summary>
    Normalized,

    /// <summary>4.5.8: values with their times.</summary>
    Values,

    /// <summary>4.5.19: what a method makes of the values of each period.</summary>
    Aggregated,
}
