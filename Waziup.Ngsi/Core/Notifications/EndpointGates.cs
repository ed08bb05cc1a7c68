namespace Waziup.Ngsi.Notifications;

/// <summary>Bounds how many notifications go to one host and port at a time, so that a slow one takes no more than its share.</summary>
internal sealed class EndpointGates(int most)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Gate> _gates = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Waits for room.</summary>
    /// <returns>To be disposed of when the notification has gone.</returns>
    public async ValueTask<IDisposable> EnterAsync(Uri endpoint, CancellationToken cancel)
    {
        var key = $"{endpoint.Scheme}://{endpoint.Authority}";
        Gate gate;
        lock (_gate)
        {
            if (!_gates.TryGetValue(key, out gate!))
                _gates[key] = gate = new Gate(this, key, most);
            gate.Users++;
        }
        try
        {
            await gate.Room.WaitAsync(cancel);
            return gate;
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

    private sealed class Gate(EndpointGates owner, string key, int most) : IDisposable
    {
        public string Key => key;

        public SemaphoreSlim Room { get; } = new(most, most);

        public int Users { get; set; }

        public void Dispose()
        {
            Room.Release();
            owner.Leave(this);
        }
    }
}
