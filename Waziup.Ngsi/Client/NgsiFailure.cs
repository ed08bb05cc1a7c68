using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Client;

/// <summary>What was not done with one entity (5.2.17).</summary>
/// <param name="EntityId">The entity; whatever the broker says where the entity had no id.</param>
/// <param name="Error">Why.</param>
/// <param name="RegistrationId">The registered source that failed; null where it was the broker itself.</param>
public sealed record NgsiFailure(string EntityId, NgsiLdError Error, string? RegistrationId = null);
