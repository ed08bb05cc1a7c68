using System.Text.Json;
using Waziup.Ngsi.Broker;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Sensors.Readings;
using Waziup.Ngsi.Sensors.Registry;

namespace Waziup.Ngsi.Sensors.Commands;

/// <summary>Gives commands to devices, and takes what these report of them. Both may who may write the <c>commandStatus</c> of the actuator.</summary>
internal sealed class Handing(StoredEntities stored, CommandBook book)
{
    /// <summary>What is due for a device, in order; that it was sent is durable when this returns, and nobody else gets it.</summary>
    /// <remarks>What the caller may not take waits for another.</remarks>
    /// <exception cref="NgsiLdException">ResourceNotFound where there is no such device; what the policy says where the caller may take nothing of what there is.</exception>
    public async ValueTask<IReadOnlyList<HandedCommand>> TakeAsync(Call call, string device, CancellationToken cancel)
    {
        if (await stored.FindAsync(call.Tenant, device, cancel) is null)
            throw new NgsiLdException(NgsiLdErrors.NotFound($"device {device}"));
        var open = await book.OpenAsync(call, $"refDevice==\"{device}\"", cancel);
        var (steps, refusal) = (new List<CommandStep>(), (NgsiLdException?)null);
        foreach (var queue in open.GroupBy(command => command.Actuator).Where(queue => queue.Any(command => command.State.Waits)))
        {
            try
            {
                var first = queue.First(command => command.State.Waits);
                await book.AskAsync(call, CommandBook.Append(call, queue.Key, CommandText.StatusOn(first, first.State with { Status = CommandStatus.Sent, At = call.Now })), cancel);
            }
            catch (NgsiLdException refused) when (refused.Error.Status is 401 or 403 or 404)
            {
                refusal = refused;
                continue;
            }
            var reported = await stored.ReadAsync(call.Tenant, queue.Key, cancel) is { } actuator ? CommandText.ValueOf(actuator, "reportedValue") : null;
            steps.AddRange(CommandQueue.Due([.. queue], command => book.IsOver(call.Tenant, command), reported, book.Node));
        }
        if (steps.Count == 0 && refusal is not null)
            throw refusal;
        var left = steps.ToDictionary(step => step.Command.Id, step => book.Deadlines.Left(call.Tenant, step.Command), StringComparer.Ordinal);
        cancel.ThrowIfCancellationRequested();
        var made = await book.TakeAsync(call, steps, cancel);
        return [.. made.Where(step => step.Next.Status == CommandStatus.Sent).Select(step => step.Command)
            .Select(command => new HandedCommand(command.Id, EntityIds.ActuatorOf(device, command.Actuator), command.Value, command.IsSet, left[command.Id]))];
    }

    /// <summary>Takes what a device reports of a command. What is over stays as it is, and says so; what the actuator is now is stored anyway.</summary>
    /// <param name="call">Who reports.</param>
    /// <param name="device">The id of the device.</param>
    /// <param name="id">The id of the command.</param>
    /// <param name="report">What it reports.</param>
    /// <param name="cancel">Ends the wait until the commit has begun.</param>
    /// <exception cref="NgsiLdException">ResourceNotFound; Conflict where the command was not sent; what the policy says.</exception>
    public async ValueTask<CommandReceipt> ReportAsync(Call call, string device, string id, CommandReport report, CancellationToken cancel)
    {
        var command = await book.FindAsync(call.Tenant, id, cancel) is { } found && found.Device == device ? found : throw new NgsiLdException(NgsiLdErrors.NotFound($"command {id}"));
        var told = CommandText.StatusOn(command, command.State with { Status = report.Status, At = call.Now });
        await book.AskAsync(call, CommandBook.Append(call, command.Actuator, told), cancel);
        if (command.State.Status == CommandStatus.Pending)
            throw new NgsiLdException(NgsiLdErrors.Conflict($"{id} was not sent to the device"));
        var part = Lifecycle.Report(command, report.Status, report.Reason) is { } next ? book.Part(call, new CommandStep(command, next)) : (LinkedIntents?)null;
        var parts = new List<LinkedIntents>();
        if (report.Value is { } value)
        {
            var reported = CommandText.Value(value);
            reported["observedAt"] = call.Now.ToString();
            var intent = await book.AskAsync(call, CommandBook.Append(call, command.Actuator, new System.Text.Json.Nodes.JsonObject { ["reportedValue"] = reported }), cancel);
            parts.Add(new LinkedIntents(intent, []));
        }
        if (part is { } step)
            parts.Add(step);
        foreach (var change in await book.CarryOutAsync(call.Tenant, [device], parts, cancel))
        {
            if (change.Error is { Status: >= 500 } error)
                throw new NgsiLdException(error);
        }
        var now = await book.FindAsync(call.Tenant, id, cancel) ?? command;
        if (now.State.IsFinal)
            book.Deadlines.Forget(call.Tenant, id);
        else
            book.IsOver(call.Tenant, now);
        return CommandReceipt.Of(now, now.State);
    }
}
