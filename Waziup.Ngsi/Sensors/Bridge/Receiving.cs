using System.Text.Json;
using System.Text.Json.Nodes;
using Waziup.Ngsi.Broker;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Sensors.Processing;
using Waziup.Ngsi.Sensors.Readings;
using Waziup.Ngsi.Sensors.Registry;

namespace Waziup.Ngsi.Sensors.Bridge;

/// <summary>Stores what devices send: what is refused of one sensor does not keep the others from being stored.</summary>
internal sealed class Receiving(ContextBroker broker, StoredEntities stored, Processor processor)
{
    private readonly Waiting _waiting = new(broker, stored);

    public async ValueTask<Receipt> RunAsync(Call call, string device, Heard heard, CancellationToken cancel)
    {
        // Who may write nothing learns nothing.
        await broker.Writes.CheckAsync(call, MutationKind.Ingest, cancel);
        var sensors = SensorReadings.Of(device, heard).OrderBy(sensor => sensor.Id.Value, StringComparer.Ordinal).ToList();
        if (sensors.Count > DeviceRegistration.MaxParts)
            throw NgsiLdErrors.Bad($"the payload names {sensors.Count} sensors; a device has at most {DeviceRegistration.MaxParts}");
        var (known, unknown) = await SortAsync(call, sensors, cancel);
        var waits = (unknown.Count > 0 || sensors.Count == 0) && await _waiting.TakeAsync(call, device, heard, cancel);
        var storing = new Storing(broker, processor, call);
        foreach (var sensor in known)
            storing.Add(sensor);
        if (!waits && unknown.Count > 0)
            await AddNewAsync(call, device, unknown, storing, cancel);
        var receipt = await storing.RunAsync(cancel);
        if (!waits && heard.Warnings.Length > 0)
            await WarnAsync(call, device, heard, cancel);
        return receipt with { IsPending = waits, Warnings = heard.Warnings };
    }

    public async ValueTask<string?> CodecOfAsync(Call call, string device, CancellationToken cancel)
    {
        await broker.Writes.CheckAsync(call, MutationKind.Ingest, cancel);
        return await stored.ReadAsync(call.Tenant, EntityIds.Device(device), cancel) is { } known && Stored.Link(known, "codec") is { } codec ? EntityIds.NameOf("Codec", codec) : null;
    }

    private async ValueTask<(List<SensorReadings> Known, List<SensorReadings> Unknown)> SortAsync(Call call, List<SensorReadings> sensors, CancellationToken cancel)
    {
        var (known, unknown) = (new List<SensorReadings>(), new List<SensorReadings>());
        foreach (var sensor in sensors)
        {
            if (await stored.FindAsync(call.Tenant, sensor.Id, cancel) is { } entity)
                known.Add(sensor with { Found = entity, UnitCode = stored.UnitOf(entity) });
            else
                unknown.Add(sensor);
        }
        return (known, unknown);
    }

    /// <summary>New names of a registered device become sensors, made of what the caller sees of the device.</summary>
    private async ValueTask AddNewAsync(Call call, string device, List<SensorReadings> sensors, Storing storing, CancellationToken cancel)
    {
        var holder = await SeenAsync(call, device, cancel);
        var count = await stored.CountAsync(call, StoredEntities.PartsOf(call, EntityIds.Device(device)), cancel);
        foreach (var sensor in sensors)
        {
            if (holder is null)
                storing.Refuse(sensor, NgsiLdErrors.NotFound($"entity {sensor.Id.Value}"));
            else if (++count > DeviceRegistration.MaxParts)
                storing.Refuse(sensor, NgsiLdErrors.LimitReached($"a device has at most {DeviceRegistration.MaxParts} sensors"));
            else
                storing.Add(sensor, FoundSensor.Of(holder.Value, device, sensor.Readings[^1]));
        }
    }

    /// <summary>Keeps what a codec remarks in the device, for who looks after it. The readings are stored already, so who may not write it, or finds the device gone, leaves it.</summary>
    private async ValueTask WarnAsync(Call call, string device, Heard heard, CancellationToken cancel)
    {
        var warnings = new JsonObject();
        warnings.List("codecWarnings", heard.Warnings);
        warnings["codecWarnings"]!["observedAt"] = heard.At.ToString();
        var read = SensorReadings.Read(warnings, call, new ReadRules(NeedsId: false, Temporal: true));
        try
        {
            await broker.Writes.RunAsync(call, new Mutation(MutationKind.IngestAttributes, StoredEntities.IdOf(EntityIds.Device(device)), read) { Cause = ChangeCause.Ingest }, selection: null, cancel);
        }
        catch (NgsiLdException refused) when (refused.Error.Status < 500)
        {
            // What was told to the caller is told.
        }
    }

    private async ValueTask<JsonElement?> SeenAsync(Call call, string device, CancellationToken cancel)
    {
        try
        {
            return await stored.SeenAsync(call, EntityIds.Device(device), cancel);
        }
        catch (NgsiLdException refused) when (refused.Error.Status is 401 or 403)
        {
            // He may read nothing at all, so he does not see the device either.
            return null;
        }
    }
}
