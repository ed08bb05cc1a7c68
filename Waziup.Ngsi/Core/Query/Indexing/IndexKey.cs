using Waziup.Ngsi.JsonLd;

namespace Waziup.Ngsi.Query.Indexing;

/// <summary>What is indexed for a tenant: an attribute of the entities of a type.</summary>
/// <param name="Type">The type.</param>
/// <param name="Attribute">The attribute.</param>
/// <param name="IsPlace">Whether it is where they lie; else what values they have.</param>
public readonly record struct IndexKey(Iri Type, Iri Attribute, bool IsPlace);
