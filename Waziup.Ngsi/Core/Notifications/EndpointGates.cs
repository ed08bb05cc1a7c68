using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Notifications;

/// <summary>Bounds how many notifications are under way: in all, of a tenant, and of a tenant to one host and port; so that a slow one takes no more than its share.</summary>
internal sealed class EndpointGates(NotificationOptions options)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(TenantId Tenant, string Endpoint), Gate> _gates = [];

    /// <summary>Waits for room.</summary>
    /// <returns>To be disposed of when the notification has gone.</returns>
    public async ValueTask<IDisposable> EnterAsync(TenantId tenant, Uri endpoint, CancellationToken cancel)
    {
        // The narrowest first: who waits there takes nothing from the others.
        var entered = new Entered();
        try
        {
            await EnterAsync(entered, (tenant, $"{endpoint.Scheme}://{endpoint.Authority}"), options.MaxPerEndpoint, cancel);
            await EnterAsync(entered, (tenant, ""), Math.Max(1, options.MaxUnderWay / 2), cancel);
            await EnterAsync(entered, (default, "*"), options.MaxUnderWay, cancel);
            return entered;
        }
        catch
        {
            entered.Dispose();
            throw;
        }
    }

    private async ValueTask EnterAsync(Entered entered, (TenantId Tenant, string Endpoint) key, int most, CancellationToken cancel)
    {
        Gate? gate;
        lock (_gate)
        {
            if (!_gates.TryGetValue(key, out gate))
                _gates[key] = gate = new Gate(this, key, most);
            gate.Users++;
        }
        try
        {
            await gate.Room.WaitAsync(cancel);
            entered.Add(gate);
        }
        catch
        {
            Leave(gate);
            throw;
        }
    }

    private void Leave(Gate gate)
    {
        lock (_gate)
        {
            if (--gate.Users > 0)
                return;
            _gates.Remove(gate.Key);
        }
        gate.Room.Dispose();
    }

    private sealed class Gate(EndpointGates owner, (TenantId, string) key, int most) : IDisposable
    {
        public (TenantId, string) Key => key;

        public SemaphoreSlim Room { get; } = new(most, most);

        public int Users { get; set; }

        public void Dispose()
        {
            Room.Release();
            owner.Leave(this);
        }
    }

    private sealed class Entered : IDisposable
    {
        private readonly Gate?[] _gates = new Gate?[3];
        private int _count;

        public void Add(Gate gate) => _gates[_count++] = gate;

        public void Dispose()
        {
            while (_count > 0)
                _gates[--_count]!.Dispose();
        }
    }
}
