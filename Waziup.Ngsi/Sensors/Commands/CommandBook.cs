using System.Text.Json;
using System.Text.Json.Nodes;
using Waziup.Ngsi.Access;
using Waziup.Ngsi.Broker;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Notifications;
using Waziup.Ngsi.Sensors.Readings;
using Waziup.Ngsi.Sensors.Registry;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Sensors.Commands;

/// <summary>The commands of a store: found, and brought from state to state.</summary>
/// <remarks>
/// A command goes to another state only from the one that it was read in, in whichever process; what its actuator says of it goes with that in one commit. The
/// entities of commands are the broker's own to write; what is written to an actuator is as policies give it to the caller.
/// </remarks>
internal sealed class CommandBook(ContextBroker broker, StoredEntities stored)
{
    private const int MostOfDevice = 2000;

    private const int Pulses = 1024;

    private readonly Turns _turns = new();
    private readonly Pulse[] _pulses = [.. Enumerable.Range(0, Pulses).Select(_ => new Pulse())];

    /// <summary>What this process calls itself.</summary>
    public string Node { get; } = Guid.NewGuid().ToString("N");

    public Deadlines Deadlines { get; } = new(broker.Clock);

    /// <summary>Beats whenever a command has come to another state in this process.</summary>
    public Pulse Changed { get; } = new();

    /// <summary>Beats whenever a command of a device has come to another state in this process; a few devices share one.</summary>
    public Pulse Of(TenantId tenant, string device) => _pulses[(uint)HashCode.Combine(tenant, device) % Pulses];

    /// <summary>Does something with the commands of a device while nobody else in this process does.</summary>
    public ValueTask<T> InTurnAsync<T>(TenantId tenant, string device, Func<ValueTask<T>> act, CancellationToken cancel) =>
        _turns.InTurnAsync(HashCode.Combine(tenant, device), act, cancel);

    public async ValueTask<Command?> FindAsync(TenantId tenant, string id, CancellationToken cancel) =>
        EntityId.TryParse(id, out var known) && await stored.FindAsync(tenant, known, cancel) is { } entity && stored.TextOf(entity) is { } text ? CommandText.Read(text) : null;

    /// <summary>The commands that are not over, the oldest first.</summary>
    /// <param name="call">Where.</param>
    /// <param name="q">Which.</param>
    /// <param name="cancel">Ends the query.</param>
    /// <param name="most">How many at most.</param>
    public async ValueTask<List<Command>> OpenAsync(Call call, string? q, CancellationToken cancel, int most = MostOfDevice) =>
        [.. (await stored.QueryAsync(call, CommandText.Type, q is null ? CommandText.IsOpen : $"{q};{CommandText.IsOpen}", most, cancel)).Select(CommandText.Read).OfType<Command>()];

    /// <summary>Whether the time of a command has run out.</summary>
    public bool IsOver(TenantId tenant, Command command) => Deadlines.Left(tenant, command) <= TimeSpan.Zero;

    /// <summary>A write of attributes.</summary>
    public static Mutation Append(Call call, string id, JsonObject attributes) =>
        new(MutationKind.Append, StoredEntities.IdOf(id), SensorReadings.Read(attributes, call, new ReadRules(NeedsId: false)));

    /// <summary>What the caller asks, as policies give it to him. Ends the request where he may not write all of it.</summary>
    /// <exception cref="NgsiLdException">What the policy says; ResourceNotFound where the entity is not there for him.</exception>
    public async ValueTask<Intent> AskAsync(Call call, Mutation mutation, CancellationToken cancel)
    {
        var intent = await broker.Writes.IntentAsync(call, mutation, cancel);
        var foreseen = intent.Apply(await broker.Storage.Entities.FindAsync(call.Tenant, intent.Id, cancel));
        if (foreseen.Error is { } error)
            throw new NgsiLdException(error);
        return foreseen.NotUpdated.IsDefaultOrEmpty ? intent
            : throw new NgsiLdException(NgsiLdErrors.Forbidden($"you may not write {string.Join(", ", foreseen.NotUpdated.Select(refused => refused.Name))}"));
    }

    /// <summary>What the broker itself writes.</summary>
    public static Intent Own(Call call, Mutation mutation) => new(mutation.Id, current => Patch.Apply(current, mutation, call.Now));

    /// <summary>A command goes on, and its actuator says so where the command is the one that it names.</summary>
    public LinkedIntents Part(Call call, CommandStep step)
    {
        var (command, next) = (step.Command, step.Next with { At = call.Now });
        var state = Append(call, command.Id, new JsonObject { ["commandStatus"] = CommandText.Status(next) });
        var told = Append(call, command.Actuator, CommandText.StatusOn(command, next));
        return new LinkedIntents(
            new Intent(state.Id, current => Is(current, command) ? Patch.Apply(current, state, call.Now) : Change.Refuse(NgsiLdErrors.Conflict($"{command.Id} has changed meanwhile"))),
            [new Intent(told.Id, current => Names(current, command) ? Patch.Apply(current, told, call.Now) : Change.NotFound(command.Actuator))]);
    }

    /// <summary>Carries parts out in one commit; what is linked to a part is written where the part is.</summary>
    /// <param name="tenant">Where.</param>
    /// <param name="devices">Whose commands they are.</param>
    /// <param name="parts">The parts.</param>
    /// <param name="cancel">Ends the wait until the commit has begun.</param>
    /// <returns>How each part ended.</returns>
    public async ValueTask<List<Change>> CarryOutAsync(TenantId tenant, IEnumerable<string> devices, IReadOnlyList<LinkedIntents> parts, CancellationToken cancel)
    {
        if (parts.Count == 0)
            return [];
        var changes = await broker.Quotas.CommitAsync(tenant, parts, cancel);
        var (ended, at) = (new List<Change>(), 0);
        foreach (var part in parts)
        {
            ended.Add(changes[at]);
            at += 1 + part.Linked.Count;
        }
        Changed.Beat();
        foreach (var device in devices.Distinct(StringComparer.Ordinal))
            Of(tenant, device).Beat();
        return ended;
    }

    /// <summary>Brings commands to other states, as the broker itself.</summary>
    /// <returns>Those steps that were made: nobody was faster.</returns>
    public async ValueTask<List<CommandStep>> TakeAsync(Call call, IReadOnlyList<CommandStep> steps, CancellationToken cancel)
    {
        var changes = await CarryOutAsync(call.Tenant, steps.Select(step => step.Command.Device), [.. steps.Select(step => Part(call, step))], cancel);
        foreach (var failed in changes.Where(change => change.Error is { Status: >= 500 }))
            throw new NgsiLdException(failed.Error!);
        List<CommandStep> made = [.. steps.Zip(changes).Where(pair => pair.Second.Error is null).Select(pair => pair.First)];
        foreach (var step in made)
        {
            if (step.Next.IsFinal)
                Deadlines.Forget(call.Tenant, step.Command.Id);
            else
                Deadlines.Left(call.Tenant, step.Command with { State = step.Next with { At = call.Now } });
        }
        return made;
    }

    private bool Is(Entity? current, Command command) => Text(current) is { } text && CommandText.Read(text)?.State == command.State;

    private bool Names(Entity? current, Command command) =>
        Text(current) is { } text && Stored.Instance(text, "commandStatus") is { } status && Stored.Text(status, "commandId") == command.Id;

    private JsonElement? Text(Entity? current) => current is { IsDeleted: false } ? stored.TextOf(current) : null;
}
