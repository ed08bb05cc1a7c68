using System.Collections.Concurrent;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Federation;

/// <summary>The registrations as they are now, for those who look for sources.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class LiveRegistrations
{
    private readonly Lock _gate = new();
    private readonly Dictionary<TenantId, Dictionary<string, Registration>> _all = [];
    private readonly ConcurrentDictionary<TenantId, RegistrationIndex> _indexes = new();
    private volatile bool _isEmpty = true;

    /// <summary>The present index of a tenant; made anew where something has changed since the last one.</summary>
    public RegistrationIndex this[TenantId tenant]
    {
        get
        {
            if (_isEmpty)
                return RegistrationIndex.Empty;
            return _indexes.TryGetValue(tenant, out var index) ? index : Make(tenant);
        }
    }

    public Registration? Find(DocumentKey key)
    {
        lock (_gate)
            return _all.GetValueOrDefault(key.Tenant)?.GetValueOrDefault(key.Id);
    }

    public void Set(Registration registration)
    {
        lock (_gate)
        {
            if (!_all.TryGetValue(registration.Tenant, out var tenant))
                _all[registration.Tenant] = tenant = [];
            tenant[registration.Id] = registration;
            Changed(registration.Tenant);
        }
    }

    public void Remove(DocumentKey key)
    {
        lock (_gate)
        {
            if (_all.GetValueOrDefault(key.Tenant) is not { } tenant || !tenant.Remove(key.Id))
                return;
            if (tenant.Count == 0)
                _all.Remove(key.Tenant);
            Changed(key.Tenant);
        }
    }

    private RegistrationIndex Make(TenantId tenant)
    {
        lock (_gate)
        {
            // Ids that the broker makes grow with time.
            return _indexes[tenant] = RegistrationIndex.Of(
                [.. (_all.GetValueOrDefault(tenant)?.Values ?? Enumerable.Empty<Registration>()).OrderBy(one => one.Id, StringComparer.Ordinal)]);
        }
    }

    private void Changed(TenantId tenant)
    {
        _indexes.TryRemove(tenant, out _);
        _isEmpty = _all.Count == 0;
    }
}
