using System.Text.Json;
using Waziup.Ngsi.Access;
using Waziup.Ngsi.Broker;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Sensors.Readings;
using Waziup.Ngsi.Sensors.Registry;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Sensors.Commands;

/// <summary>Takes commands, and takes them back. Both may who may write the <c>commandValue</c> of the actuator.</summary>
internal sealed class Issuing(StoredEntities stored, CommandBook book)
{
    /// <summary>Issues a command; the same one again does nothing, and gives the same answer.</summary>
    /// <remarks>
    /// 1 may the caller      3 is there room
    /// 2 is it there already      4 the command, the wish, and those whose place it takes, in one commit
    /// </remarks>
    /// <exception cref="NgsiLdException">BadRequestData, AlreadyExists where another command has the id, LimitReached, what the policy says.</exception>
    public async ValueTask<CommandReceipt> IssueAsync(Call call, string device, string actuator, CommandForm form, CancellationToken cancel)
    {
        // 1 – the caller
        var state = new CommandState(CommandStatus.Pending) { At = call.Now };
        var command = new Command(form.Id, device, actuator, form.IsSet, form.Value, state) { Ttl = form.Ttl, OnlyIf = form.OnlyIf, IssuedAt = call.Now };
        var wish = await book.AskAsync(call, CommandBook.Append(call, actuator, CommandText.Wish(command)), cancel);
        var target = await stored.ReadAsync(call.Tenant, actuator, cancel) ?? throw Missing(actuator);
        if (!CommandForm.Fits(form.Value, Stored.Text(target, "commandValueType")))
            throw NgsiLdErrors.Bad($"/value: This is a {Stored.Text(target, "commandValueType")}, as the actuator says in commandValueType.");
        command = command with { IsIdempotent = Stored.Value(target, "idempotent") is { ValueKind: JsonValueKind.True } };

        // 2 – the id
        if (await KnownAsync(call.Tenant, command, cancel) is { } known)
            return known;

        // 3 – the queue
        var queue = (await book.OpenAsync(call, $"refActuator==\"{actuator}\"", cancel)).Where(waiting => !book.IsOver(call.Tenant, waiting)).ToList();
        if (CommandQueue.IsFull(queue, command.IsSet))
            throw new NgsiLdException(NgsiLdErrors.LimitReached($"{CommandQueue.MostToDo} commands wait for the actuator already"));

        // 4 – the commit
        var entity = SensorReadings.Read(CommandText.Entity(command, target, call.Caller.Subject ?? call.Caller.Key), call, new ReadRules());
        var replaced = CommandQueue.Admit(queue, command.IsSet).Select(step => book.Part(call, step)).ToList();
        var created = new LinkedIntents(
            CommandBook.Own(call, new Mutation(MutationKind.Create, entity.Id, entity)),
            [wish, CommandBook.Own(call, CommandBook.Append(call, actuator, CommandText.StatusOn(command, state))), .. replaced.Select(part => part.Own)]);
        // Its time begins before anybody can send it.
        book.IsOver(call.Tenant, command);
        var ended = (await book.CarryOutAsync(call.Tenant, [device], [created], cancel))[0];
        if (ended.Error is not null)
            return await KnownAsync(call.Tenant, command, cancel) ?? throw new NgsiLdException(ended.Error);
        return CommandReceipt.Of(command, state);
    }

    /// <summary>Takes back a command that was not sent.</summary>
    /// <exception cref="NgsiLdException">ResourceNotFound; Conflict where it was sent, or is over; what the policy says.</exception>
    public async ValueTask<CommandReceipt> CancelAsync(Call call, string actuator, string id, CancellationToken cancel)
    {
        var command = await book.FindAsync(call.Tenant, id, cancel) is { } found && found.Actuator == actuator ? found : null;
        var asked = command ?? new Command(id, "", actuator, true, JsonElement.Parse("true"), new CommandState(CommandStatus.Pending)) { IssuedAt = call.Now };
        await book.AskAsync(call, CommandBook.Append(call, actuator, CommandText.Wish(asked)), cancel);
        if (command is null)
            throw Missing($"command {id}");
        if (command.State is { Status: CommandStatus.Failed, Reason: CommandReasons.Cancelled })
            return CommandReceipt.Of(command, command.State);
        return Lifecycle.Cancel(command) is { } next && await book.TakeAsync(call, [new CommandStep(command, next)], cancel) is [var made]
            ? CommandReceipt.Of(command, made.Next) : throw new NgsiLdException(NgsiLdErrors.Conflict($"{id} was sent, or is over: it is {CommandText.Word(command.State.Status)}"));
    }

    private async ValueTask<CommandReceipt?> KnownAsync(TenantId tenant, Command command, CancellationToken cancel)
    {
        if (await stored.FindAsync(tenant, command.Id, cancel) is null)
            return null;
        return await book.FindAsync(tenant, command.Id, cancel) is { } known && known.Actuator == command.Actuator && known.IsSet == command.IsSet
            && JsonElement.DeepEquals(known.Value, command.Value) ? CommandReceipt.Of(known, known.State) : throw new NgsiLdException(NgsiLdErrors.AlreadyExists(command.Id));
    }

    private static NgsiLdException Missing(string what) => new(NgsiLdErrors.NotFound(what));
}
