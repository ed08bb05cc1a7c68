using System.Collections.Frozen;
using System.Collections.Immutable;
using Waziup.Ngsi.JsonLd;

namespace Waziup.Ngsi.Federation;

/// <summary>What a source has: attributes of entities (5.2.10).</summary>
/// <param name="Entities">Any of these; empty: any entity.</param>
/// <param name="Attributes">These; null: all.</param>
internal sealed record RegisteredInformation(ImmutableArray<RegisteredEntity> Entities, FrozenSet<Iri>? Attributes);
