using Waziup.Ngsi.Json;
using Waziup.Ngsi.JsonLd;

namespace Waziup.Ngsi.Model;

/// <summary>An attribute instance that is gone, and when; so that an older version of it never comes back.</summary>
internal readonly record struct Tombstone(Iri Name, string? DatasetId, Instant DeletedAt);
