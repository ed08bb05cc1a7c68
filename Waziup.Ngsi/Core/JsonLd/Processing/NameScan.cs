namespace Waziup.Ngsi.JsonLd.Processing;

/// <summary>Names of an object's members that were looked up together.</summary>
internal struct NameScan(FullContext context, int start)
{
    /// <summary>The context that they were looked up in.</summary>
    public readonly FullContext Context = context;

    /// <summary>Where the first of them is kept.</summary>
    public readonly int Start = start;

    /// <summary>Whether one of them stands for <c>@type</c>.</summary>
    public bool HasType;

    /// <summary>Whether one of them stands for <c>@value</c>.</summary>
    public bool HasValue;
}
