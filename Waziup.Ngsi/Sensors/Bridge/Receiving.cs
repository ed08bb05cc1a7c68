using System.Collections.Immutable;
using System.Text.Json;
using Waziup.Ngsi.Broker;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Sensors.Registry;

namespace Waziup.Ngsi.Sensors.Bridge;

/// <summary>Stores what devices send.</summary>
internal sealed class Receiving(ContextBroker broker, StoredEntities stored)
{
    // How often what was heard of a device that waits is written anew.
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    public async ValueTask<Receipt> RunAsync(Call call, string device, Heard heard, CancellationToken cancel)
    {
        var (known, unknown) = (new List<SensorReadings>(), new List<SensorReadings>());
        foreach (var sensor in SensorReadings.Of(device, heard))
        {
            if (await stored.FindAsync(call.Tenant, sensor.Id, cancel) is { } entity)
                known.Add(sensor with { UnitCode = stored.UnitOf(entity) });
            else
                unknown.Add(sensor);
        }
        var writes = known.SelectMany(sensor => sensor.Writes(call)).ToList();
        var waits = false;
        if (unknown.Count > 0 || heard.Readings.IsEmpty)
        {
            var holder = await stored.ReadAsync(call.Tenant, EntityIds.Device(device), cancel);
            waits = holder is null || Stored.Text(holder.Value, "deviceState") == DeviceStates.Pending;
            writes.AddRange(waits ? await PendingAsync(call, device, heard, holder, cancel) : await NewAsync(call, device, holder!.Value, unknown, cancel));
        }
        var changes = await broker.Writes.RunAsync(call, [.. writes.Select(write => write.Mutation)], selection: null, cancel);
        return ReceiptOf(writes, changes, waits);
    }

    public async ValueTask<string?> CodecOfAsync(TenantId tenant, string device, CancellationToken cancel) =>
        await stored.ReadAsync(tenant, EntityIds.Device(device), cancel) is { } known && Stored.Link(known, "codec") is { } codec ? EntityIds.NameOf("Codec", codec) : null;

    /// <summary>What is written of a device that waits.</summary>
    private async ValueTask<IEnumerable<ReadingWrite>> PendingAsync(Call call, string device, Heard heard, JsonElement? waiting, CancellationToken cancel)
    {
        if (waiting is { } known && PendingDevice.HeardAt(known) is { IsNone: false } last && heard.At.ToDateTimeOffset() - last.ToDateTimeOffset() < Pause)
            return [];
        if (waiting is null && await stored.CountAsync(call, "Device", $"deviceState==\"{DeviceStates.Pending}\"", cancel) >= DeviceBridge.MaxPending)
            throw new NgsiLdException(NgsiLdErrors.LimitReached($"{DeviceBridge.MaxPending} devices wait for an approval already"));
        var entity = SensorReadings.Read(PendingDevice.Of(device, heard), call, new ReadRules());
        return [new ReadingWrite(new Mutation(waiting is null ? MutationKind.Create : MutationKind.Append, entity.Id, entity), "", 0)];
    }

    /// <summary>What is written where a registered device has names of sensors that are new.</summary>
    private async ValueTask<IEnumerable<ReadingWrite>> NewAsync(Call call, string device, JsonElement holder, List<SensorReadings> sensors, CancellationToken cancel)
    {
        if (sensors.Count > 0 && await stored.CountAsync(call, "DeviceMeasurement", $"refDevice==\"{EntityIds.Device(device)}\"", cancel) + sensors.Count > DeviceRegistration.MaxParts)
            throw new NgsiLdException(NgsiLdErrors.LimitReached($"a device has at most {DeviceRegistration.MaxParts} sensors"));
        return sensors.SelectMany(sensor => sensor.Writes(call, FoundSensor.Of(holder, device, sensor.Readings[^1])));
    }

    private static Receipt ReceiptOf(List<ReadingWrite> writes, ImmutableArray<Change> changes, bool waits)
    {
        var refused = ImmutableArray.CreateBuilder<RefusedSensor>();
        var count = 0;
        foreach (var (write, change) in writes.Zip(changes))
        {
            if (change.Error is null)
                count += write.Count;
            else if (!refused.Any(other => other.Sensor == write.Sensor))
                refused.Add(new RefusedSensor(write.Sensor, change.Error));
        }
        // Where nothing was done, the reason is the answer.
        return count == 0 && refused is [{ Error: var error }, ..] ? throw new NgsiLdException(error) : new Receipt(count, waits, refused.ToImmutable());
    }
}
