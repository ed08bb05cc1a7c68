using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Notifications;

/// <summary>Names a subscription.</summary>
internal readonly record struct SubscriptionKey(TenantId Tenant, string Id);
