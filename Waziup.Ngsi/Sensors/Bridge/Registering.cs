using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using Waziup.Ngsi.Access;
using Waziup.Ngsi.Broker;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Sensors.Readings;
using Waziup.Ngsi.Sensors.Registry;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Sensors.Bridge;

/// <summary>Registers devices, those that nobody has heard of and those that wait.</summary>
internal sealed class Registering(ContextBroker broker, StoredEntities stored)
{
    public async ValueTask<RegisteredDevice> RunAsync(Call call, JsonElement document, CancellationToken cancel)
    {
        var registration = DeviceRegistration.Read(document, OwnerOf(call.Caller));
        Remarks.Refuse(registration.Problems);
        var id = EntityIds.Device(registration.Device);
        // Who may not see a device that waits cannot approve it; then it is simply taken.
        var known = await stored.SeenAsync(call, id, cancel);
        var approval = known is null ? null : PendingDevice.Approve(known.Value, registration) ?? throw new NgsiLdException(NgsiLdErrors.AlreadyExists(id));
        var entities = registration.Entities.ToList();
        Mutation[] writes =
        [
            approval is null ? Creation(call, entities[0])
                : new Mutation(MutationKind.Merge, StoredEntities.IdOf(id), SensorReadings.Read(approval.Changes, call, new ReadRules(NullRule.DeletesAnything, NeedsId: false))),
            .. entities.Skip(1).Select(part => Creation(call, part)),
        ];
        await broker.Writes.ForeseeAsync(call, writes, broker.Storage.Entities, cancel);
        var changes = await broker.Writes.RunOnFirstAsync(call, writes, approval is null ? null : StoredEntities.Waits(call), cancel);
        if (changes.FirstOrDefault(change => change.Error is not null) is { Error: { } error })
        {
            await UndoAsync(call, writes, changes, known, cancel);
            throw new NgsiLdException(error);
        }
        return new RegisteredDevice(id, [.. entities.Skip(1).Select(IdOf)], approval is not null, registration.Warnings);
    }

    public async ValueTask<JsonObject> DraftAsync(Call call, string device, CancellationToken cancel) =>
        await stored.SeenAsync(call, EntityIds.Device(device), cancel) is { } known && Stored.Text(known, "deviceState") == DeviceStates.Pending
            ? PendingDevice.Draft(known) : throw new NgsiLdException(NgsiLdErrors.NotFound($"device {device} that waits for an approval"));

    /// <summary>Takes back what was written of a registration that could not be carried out as a whole, as where the tenant is full.</summary>
    private async ValueTask UndoAsync(Call call, Mutation[] writes, ImmutableArray<Change> changes, JsonElement? before, CancellationToken cancel)
    {
        var back = writes.Zip(changes).Where(pair => pair.Second.Error is null).Select(pair => pair.First.Kind == MutationKind.Merge
            ? new Mutation(MutationKind.ReplaceEntity, pair.First.Id, SensorReadings.Read(JsonObject.Create(before!.Value)!, call, new ReadRules()))
            : new Mutation(MutationKind.DeleteEntity, pair.First.Id));
        // The device last: there has to be room for what it was.
        Intent[] intents = [.. back.Reverse().Select(mutation => new Intent(mutation.Id, current => Patch.Apply(current, mutation, call.Now)))];
        await broker.Quotas.CommitAsync(call.Tenant, intents, cancel);
    }

    private static Mutation Creation(Call call, JsonObject entity)
    {
        var read = SensorReadings.Read(entity, call, new ReadRules());
        return new Mutation(MutationKind.Create, read.Id, read);
    }

    private static string IdOf(JsonObject entity) => entity["id"]!.GetValue<string>();

    private static string? OwnerOf(Caller caller) => EntityId.TryParse(caller.Subject, out var id) ? id.Value : null;
}
