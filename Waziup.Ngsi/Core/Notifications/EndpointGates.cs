using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Notifications;

/// <summary>Bounds how many notifications are under way: in all, of a tenant, and of a tenant to one host and port; so that a slow one takes no more than its share.</summary>
/// <remarks>Thread-safe. Who waits at a gate does so in turn.</remarks>
internal sealed class EndpointGates(NotificationOptions options)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<Place, Gate> _gates = [];
    private readonly Gate _all = new(default, null, options.MaxUnderWay);

    /// <summary>Waits for room.</summary>
    /// <returns>To be disposed of, once, when the notification has gone.</returns>
    public ValueTask<Pass> EnterAsync(TenantId tenant, Uri endpoint, CancellationToken cancel)
    {
        Waiter waiter;
        lock (_lock)
        {
            // The narrowest first: who waits there takes nothing from the others.
            var gate = GateOf(new Place(tenant, endpoint.Scheme, endpoint.Host, endpoint.Port));
            if (Climb(gate) is not { } full)
                return new ValueTask<Pass>(new Pass(this, gate));
            waiter = new Waiter(this, gate, full);
            full.Waiting.Enqueue(waiter);
        }
        return waiter.WaitAsync(cancel);
    }

    private Gate GateOf(Place place)
    {
        if (!_gates.TryGetValue(place, out var gate))
        {
            var isTenant = place.Host is null;
            var wider = isTenant ? _all : GateOf(new Place(place.Tenant, null, null, 0));
            _gates[place] = gate = new Gate(place, wider, isTenant ? Math.Max(1, options.MaxUnderWay / 2) : options.MaxPerEndpoint);
        }
        gate.Users++;
        return gate;
    }

    /// <summary>Takes room in a gate and in all wider ones.</summary>
    /// <returns>The first that has none; null where all have.</returns>
    private static Gate? Climb(Gate? gate)
    {
        for (; gate is not null; gate = gate.Wider)
        {
            if (gate.Free == 0)
                return gate;
            gate.Free--;
        }
        return null;
    }

    /// <summary>Gives back the room that was taken in a gate and in wider ones, up to one in which there was none.</summary>
    private void Leave(Gate from, Gate? full)
    {
        lock (_lock)
        {
            GiveBack(from, full);
            for (var gate = from; gate != _all && --gate.Users == 0; gate = gate.Wider!)
                _gates.Remove(gate.Place);
        }
    }

    // The widest first: whoever gets on at a narrow gate finds room there.
    private static void GiveBack(Gate? gate, Gate? full)
    {
        if (gate is null || gate == full)
            return;
        GiveBack(gate.Wider, full);
        while (gate.Waiting.TryDequeue(out var next))
        {
            if (!next.IsWaiting)
                continue;
            next.Full = Climb(gate.Wider);
            if (next.Full is { } wider)
                wider.Waiting.Enqueue(next);
            else
                next.Enter();
            return;
        }
        gate.Free++;
    }

    /// <summary>Room for a notification.</summary>
    internal readonly struct Pass(EndpointGates owner, Gate gate) : IDisposable
    {
        public void Dispose() => owner.Leave(gate, null);
    }

    /// <summary>A tenant, or a host and port of it.</summary>
    internal readonly record struct Place(TenantId Tenant, string? Scheme, string? Host, int Port);

    internal sealed class Gate(Place place, Gate? wider, int most)
    {
        public Place Place => place;

        public Gate? Wider => wider;

        public Queue<Waiter> Waiting { get; } = new();

        public int Free { get; set; } = most;

        public int Users { get; set; }
    }

    internal sealed class Waiter(EndpointGates owner, Gate gate, Gate full)
    {
        private readonly TaskCompletionSource<Pass> _entered = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>Where it waits; null once it has entered.</summary>
        public Gate? Full { get; set; } = full;

        public bool IsWaiting => !_entered.Task.IsCompleted;

        public void Enter() => _entered.TrySetResult(new Pass(owner, gate));

        public async ValueTask<Pass> WaitAsync(CancellationToken cancel)
        {
            await using var registration = cancel.UnsafeRegister(static (waiter, token) => ((Waiter)waiter!).Cancel(token), this);
            return await _entered.Task;
        }

        private void Cancel(CancellationToken token)
        {
            lock (owner._lock)
            {
                if (_entered.TrySetCanceled(token))
                    owner.Leave(gate, Full);
            }
        }
    }
}
