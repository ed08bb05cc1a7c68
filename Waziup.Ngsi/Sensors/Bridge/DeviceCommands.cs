using System.Text.Json;
using Waziup.Ngsi.Access;
using Waziup.Ngsi.Broker;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Sensors.Commands;
using Waziup.Ngsi.Sensors.Readings;
using Waziup.Ngsi.Sensors.Registry;

namespace Waziup.Ngsi.Sensors.Bridge;

/// <summary>Commands to actuators: issued, given to devices that ask for them, and followed until they are over.</summary>
/// <remarks>
/// Each is an entity of the type <c>Command</c>, and its actuator tells of it. A device gets a command at most once, also where a process ends at any moment;
/// each comes to a final state while <see cref="RunAsync"/> runs. Many may use it at once.
/// </remarks>
public sealed class DeviceCommands
{
    // How soon a change that another process has made is seen by one who waits.
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(5);

    private readonly ContextBroker _broker;
    private readonly CommandBook _book;
    private readonly Issuing _issuing;
    private readonly Handing _handing;
    private readonly Keeping _keeping;

    internal DeviceCommands(ContextBroker broker, StoredEntities stored)
    {
        _broker = broker;
        _book = new CommandBook(broker, stored);
        _issuing = new Issuing(stored, _book);
        _handing = new Handing(stored, _book);
        _keeping = new Keeping(broker, _book);
    }

    /// <summary>Issues a command. It is durable when this returns.</summary>
    /// <param name="tenant">Where.</param>
    /// <param name="caller">Who asks; he has to be one who may write the <c>commandValue</c> of the actuator.</param>
    /// <param name="device">What the device is called, or the id of its entity.</param>
    /// <param name="actuator">What the device calls the actuator.</param>
    /// <param name="document"><c>value</c>, and where it is not as usual <c>kind</c> (<c>set</c>, <c>do</c>), <c>ttl</c> (PT10M, at most P7D), <c>id</c> and <c>onlyIf</c>.</param>
    /// <param name="cancel">Ends the wait until the commit has begun.</param>
    /// <remarks>One with the same id again is not carried out twice: it is told how far it has come. A newer state to be in takes the place of those that wait.</remarks>
    /// <exception cref="NgsiLdException">BadRequestData with the place of what is wrong; ResourceNotFound where the caller sees no such actuator; AlreadyExists where
    /// another command has the id; LimitReached where 16 things to do wait already; what the policy says.</exception>
    public async ValueTask<CommandReceipt> IssueAsync(TenantId tenant, Caller caller, string device, string actuator, JsonElement document, CancellationToken cancel)
    {
        await _broker.Writes.CheckAsync(CallOf(tenant, caller), MutationKind.Append, cancel);
        var (form, name) = (CommandForm.Read(document), NameOf(device));
        var (holder, target) = (EntityIds.Device(name), EntityIds.Actuator(name, actuator));
        return await _book.InTurnAsync(tenant, holder, () => _issuing.IssueAsync(CallOf(tenant, caller), holder, target, form, cancel), cancel);
    }

    /// <summary>Waits until a command has come as far as is wanted, or is over, or time has passed.</summary>
    /// <returns>How far it has come.</returns>
    public async ValueTask<CommandReceipt> WaitAsync(TenantId tenant, CommandReceipt command, CommandStatus wanted, TimeSpan time, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(command);
        var since = _broker.Clock.GetTimestamp();
        while (true)
        {
            var changed = _book.Of(tenant, command.Device).Next;
            if (await _book.FindAsync(tenant, command.Id, cancel) is { } now)
                command = CommandReceipt.Of(now, now.State);
            if (command.Status >= wanted || !await RestAsync(changed, since, time, cancel))
                return command;
        }
    }

    /// <summary>Takes back a command that was not sent.</summary>
    /// <exception cref="NgsiLdException">ResourceNotFound; Conflict where it was sent, or is over; what the policy says.</exception>
    public ValueTask<CommandReceipt> CancelAsync(TenantId tenant, Caller caller, string device, string actuator, string id, CancellationToken cancel)
    {
        var name = NameOf(device);
        return _book.InTurnAsync(tenant, EntityIds.Device(name),
            () => _issuing.CancelAsync(CallOf(tenant, caller), EntityIds.Actuator(name, actuator), EntityIds.OfNamed(CommandText.Type, id), cancel), cancel);
    }

    /// <summary>What a device is to do, in order. That it was sent is durable when this returns; nothing of it is given again, but after a crash a state for an actuator that is <c>idempotent</c>.</summary>
    /// <param name="tenant">Where.</param>
    /// <param name="caller">The device, or who asks for it; he gets what is for actuators of which he may write the <c>commandStatus</c>.</param>
    /// <param name="device">What the device is called, or the id of its entity.</param>
    /// <param name="wait">How long to wait where there is nothing.</param>
    /// <param name="stop">Ends the wait; then nothing is sent.</param>
    /// <param name="cancel">Ends the wait for the turn and the store.</param>
    /// <exception cref="NgsiLdException">ResourceNotFound where there is no such device; what the policy says.</exception>
    public async ValueTask<IReadOnlyList<HandedCommand>> TakeAsync(TenantId tenant, Caller caller, string device, TimeSpan wait, CancellationToken stop, CancellationToken cancel)
    {
        await _broker.Writes.CheckAsync(CallOf(tenant, caller), MutationKind.Append, cancel);
        var (holder, since) = (EntityIds.Device(NameOf(device)), _broker.Clock.GetTimestamp());
        while (true)
        {
            var changed = _book.Of(tenant, holder).Next;
            var taken = await _book.InTurnAsync(tenant, holder, () => _handing.TakeAsync(CallOf(tenant, caller), holder, cancel), cancel);
            if (taken.Count > 0 || stop.IsCancellationRequested || !await RestAsync(changed, since, wait, stop, cancel))
                return taken;
        }
    }

    /// <summary>Takes what a device reports of a command.</summary>
    /// <param name="tenant">Where.</param>
    /// <param name="caller">The device, or who reports for it; he has to be one who may write the <c>commandStatus</c> of the actuator, and <c>reportedValue</c> where that is told.</param>
    /// <param name="device">What the device is called, or the id of its entity.</param>
    /// <param name="id">The id of the command.</param>
    /// <param name="document"><c>status</c> (<c>delivered</c>, <c>done</c>, <c>failed</c>), and where there is something to say <c>reason</c> and <c>reportedValue</c>.</param>
    /// <param name="cancel">Ends the wait until the commit has begun.</param>
    /// <returns>How far the command has come: what was over before stays as it was.</returns>
    /// <exception cref="NgsiLdException">BadRequestData; ResourceNotFound; Conflict where the command was not sent; what the policy says.</exception>
    public async ValueTask<CommandReceipt> ReportAsync(TenantId tenant, Caller caller, string device, string id, JsonElement document, CancellationToken cancel)
    {
        await _broker.Writes.CheckAsync(CallOf(tenant, caller), MutationKind.Append, cancel);
        var (report, holder) = (CommandReport.Read(document), EntityIds.Device(NameOf(device)));
        return await _book.InTurnAsync(tenant, holder,
            () => _handing.ReportAsync(CallOf(tenant, caller), holder, EntityIds.OfNamed(CommandText.Type, id), report, cancel), cancel);
    }

    /// <summary>Ends commands whose time has run out, and those that were sent by a process that is no more, until it is stopped. A host runs it once.</summary>
    /// <param name="failed">Is told of what went wrong; it is tried again a little later.</param>
    /// <param name="stop">Ends it.</param>
    public Task RunAsync(Action<Exception> failed, CancellationToken stop) => _keeping.RunAsync(failed, stop);

    internal ValueTask SweepAsync(CancellationToken cancel) => _keeping.SweepAsync(cancel);

    private ValueTask<bool> RestAsync(Task changed, long since, TimeSpan time, CancellationToken cancel) => RestAsync(changed, since, time, CancellationToken.None, cancel);

    /// <returns>Whether there is time to look once more.</returns>
    private async ValueTask<bool> RestAsync(Task changed, long since, TimeSpan time, CancellationToken stop, CancellationToken cancel)
    {
        var left = time - _broker.Clock.GetElapsedTime(since);
        if (left <= TimeSpan.Zero)
            return false;
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, cancel);
        await Task.WhenAny(changed, Task.Delay(left < Look ? left : Look, _broker.Clock, either.Token));
        await either.CancelAsync();
        cancel.ThrowIfCancellationRequested();
        return !stop.IsCancellationRequested;
    }

    private static string NameOf(string device) => EntityIds.DeviceOf(device) ?? device;

    private Call CallOf(TenantId tenant, Caller caller) => new(tenant, caller, _broker.Terms.Default, _broker.Now) { Local = true };
}
