using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Notifications;

/// <summary>A notification on its way to an endpoint.</summary>
/// <param name="Id">The id of the notification; the same for each attempt.</param>
/// <param name="Endpoint">Where it goes.</param>
/// <param name="Tenant">The tenant of the subscription.</param>
/// <param name="Body">The notification, UTF-8 JSON; valid until the delivery ends.</param>
/// <param name="ContextUrl">The @context of a body of plain JSON, for its Link header; null where the body carries it.</param>
/// <param name="Timeout">How long the attempt may take.</param>
public sealed record Delivery(string Id, NotificationEndpoint Endpoint, TenantId Tenant, ReadOnlyMemory<byte> Body, string? ContextUrl, TimeSpan Timeout);
