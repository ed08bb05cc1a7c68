namespace Waziup.Ngsi.JsonLd.Processing;

/// <summary>Which property of a value decides about the term for it.</summary>
internal enum Selection
{
    Language,
    Type,

    /// <summary>None: any term will do.</summary>
    Any,
}
