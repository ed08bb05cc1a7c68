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
    private long _fence;

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

    /// <summary>The fence of the store up to which those that stand in for local data are here. To be asked for before the index.</summary>
    public long Fence => Volatile.Read(ref _fence);

    /// <summary>Has the registrations be as they are in the store; set by whoever keeps them.</summary>
    public Func<CancellationToken, ValueTask>? Refresh { get; set; }

    /// <summary>All that were in the store are here.</summary>
    /// <param name="height">How high the fence was before they were read.</param>
    public void Reach(long height)
    {
        lock (_gate)
            _fence = Math.Max(_fence, height);
    }

    /// <summary>The one that has raised the fence is here; whether the others are is not known, unless it follows what is.</summary>
    public void Advance(long height)
    {
        lock (_gate)
            _fence = height == _fence + 1 ? height : _fence;
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
