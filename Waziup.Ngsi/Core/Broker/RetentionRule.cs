using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Broker;

/// <summary>How long the history is kept. Where several rules fit an entity, each of them takes away.</summary>
/// <param name="Tenant">Of which tenant; null for every one.</param>
/// <param name="Type">Of entities of which type, expanded; null for all.</param>
/// <param name="Age">How old an instance may become, by observedAt, else by when it was written; null for any age.</param>
/// <param name="Count">How many of the newest instances of each attribute and datasetId are kept; null for all.</param>
/// <remarks>The current state of an entity is not touched, however old it is.</remarks>
public sealed record RetentionRule(TenantId? Tenant, Iri? Type, TimeSpan? Age, int? Count);
