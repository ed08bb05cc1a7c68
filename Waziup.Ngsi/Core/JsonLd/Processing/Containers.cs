namespace Waziup.Ngsi.JsonLd.Processing;

/// <summary>How a context has the values of a term arranged (<c>@container</c>).</summary>
[Flags]
internal enum Containers : byte
{
    None = 0,
    Set = 1,
    List = 2,
    Index = 4,
    Language = 8,
    Graph = 16,
    Id = 32,
    Type = 64,

    /// <summary>Any of those that are found by something.</summary>
    Map = Index | Language | Id | Type,
}
