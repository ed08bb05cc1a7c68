using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Broker.Distribution;

/// <summary>An element of a batch.</summary>
/// <param name="Mutation">What it asks.</param>
/// <param name="Body">As it came; empty where it is an id alone.</param>
/// <param name="Terms">The @context of its names.</param>
internal sealed record BatchItem(Mutation Mutation, ReadOnlyMemory<byte> Body, ActiveContext Terms)
{
    /// <summary>The entity as it is held here before; null for none.</summary>
    public Entity? Held { get; init; }
}
