using System.Collections.Concurrent;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Sensors.Commands;

/// <summary>Counts the time that commands have left by a clock that nobody sets: a wall clock may be wrong, and jump.</summary>
/// <remarks>The wall clock is asked once for each command, at first sight, where a process goes on with those of another. Thread-safe.</remarks>
internal sealed class Deadlines(TimeProvider clock)
{
    /// <summary>How long a device that was sent a command may be silent at least.</summary>
    public static readonly TimeSpan LeastSilence = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<(TenantId Tenant, string Id), Deadline> _known = new();

    /// <summary>How long a command may still wait, or be unheard of; not more than 0 where its time has run out.</summary>
    public TimeSpan Left(TenantId tenant, Command command)
    {
        var state = command.State;
        return _known.AddOrUpdate((tenant, command.Id), _ => Begin(command), (_, known) => known.Waits == state.Waits && known.Status == state.Status ? known : Begin(command)).Left(clock);
    }

    /// <summary>The shortest time that any command has left; null where there is none.</summary>
    public TimeSpan? Next => _known.IsEmpty ? null : _known.Values.Min(deadline => deadline.Left(clock));

    /// <summary>The command is over.</summary>
    public void Forget(TenantId tenant, string id) => _known.TryRemove((tenant, id), out _);

    /// <summary>Forgets all of a tenant but those that are open.</summary>
    public void Keep(TenantId tenant, HashSet<string> open)
    {
        foreach (var key in _known.Keys.Where(key => key.Tenant == tenant && !open.Contains(key.Id)))
            _known.TryRemove(key, out _);
    }

    private Deadline Begin(Command command)
    {
        var (length, since) = command.State.Waits ? (command.Ttl, command.IssuedAt)
            : (command.Ttl > LeastSilence ? command.Ttl : LeastSilence, command.State.At);
        var passed = TimeSpan.FromMicroseconds(Math.Max(0, Instant.Of(clock.GetUtcNow()).Micros - since.Micros));
        return new Deadline(clock.GetTimestamp(), length - passed, command.State.Waits, command.State.Status);
    }

    private sealed record Deadline(long Since, TimeSpan Length, bool Waits, CommandStatus Status)
    {
        public TimeSpan Left(TimeProvider clock) => Length - clock.GetElapsedTime(Since);
    }
}
