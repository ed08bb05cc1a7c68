using Waziup.Ngsi.Model;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Broker.Distribution;

/// <summary>Histories of several brokers in one store, for one request.</summary>
/// <param name="Store">The store.</param>
/// <param name="Sources">Where parts of each entity are: ids of registrations, <c>@none</c> for this broker.</param>
internal sealed record GatheredHistories(IStorage Store, IReadOnlyDictionary<EntityId, string[]> Sources);
