namespace Waziup.Ngsi.Tests.Fuzz;

/// <summary>Fuzz tests measure time and memory, so nothing runs beside them.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class FuzzCollection
{
    /// <summary>The name.</summary>
    public const string Name = "Fuzz";
}
