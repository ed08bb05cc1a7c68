using System.Text.Json.Nodes;
using Waziup.Ngsi.Broker;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query;
using Waziup.Ngsi.Sensors.Readings;
using Waziup.Ngsi.Sensors.Registry;

namespace Waziup.Ngsi.Sensors.Bridge;

/// <summary>Says which devices may be given something to identify themselves with, and by whom.</summary>
internal sealed class Admission(ContextBroker broker, StoredEntities stored)
{
    private const string Issued = "dateCredentialsIssued";

    /// <summary>Takes down in a device that it is given credentials, as the caller: who may not write it may not give it any.</summary>
    public async ValueTask TakeDownAsync(Call call, string device, CancellationToken cancel)
    {
        var entity = new JsonObject();
        entity.Time(Issued, call.Now.ToString());
        var id = StoredEntities.IdOf(EntityIds.Device(device));
        var write = new Mutation(MutationKind.Append, id, SensorReadings.Read(entity, call, new ReadRules(NeedsId: false)));
        var change = await broker.Writes.RunAsync(call, write, new Filter.Not(StoredEntities.Waits(call)), cancel);
        if (change.NotUpdated is [var refused, ..])
            throw new NgsiLdException(NgsiLdErrors.Forbidden($"you may not write {refused.Name} of the device, which tells when it was given credentials"));
    }

    /// <summary>Whether a device is there and does not wait for an approval, whoever asks.</summary>
    public async ValueTask<bool> IsRegisteredAsync(TenantId tenant, string device, CancellationToken cancel) =>
        await stored.ReadAsync(tenant, EntityIds.Device(device), cancel) is { } known && Stored.Text(known, "deviceState") != DeviceStates.Pending;
}
