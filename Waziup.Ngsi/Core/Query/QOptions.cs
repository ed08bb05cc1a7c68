using System.Collections.Immutable;
using Waziup.Ngsi.JsonLd;

namespace Waziup.Ngsi.Query;

/// <summary>What a query is read with.</summary>
/// <param name="Terms">Expands names.</param>
/// <param name="LinkDepth">How many relationships a condition may follow; 0: none.</param>
/// <param name="ExpandValues">Attributes whose values are compared as terms (4.9, expandValues).</param>
internal sealed record QOptions(ActiveContext Terms, int LinkDepth, ImmutableArray<Iri> ExpandValues);
