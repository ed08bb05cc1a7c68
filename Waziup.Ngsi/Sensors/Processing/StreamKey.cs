using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Sensors.Processing;

/// <summary>Which stream: that of one sensor.</summary>
internal readonly record struct StreamKey(TenantId Tenant, EntityId Sensor);
