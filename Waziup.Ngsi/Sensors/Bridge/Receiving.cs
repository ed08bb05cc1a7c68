using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using Waziup.Ngsi.Broker;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Sensors.Processing;
using Waziup.Ngsi.Sensors.Readings;
using Waziup.Ngsi.Sensors.Registry;

namespace Waziup.Ngsi.Sensors.Bridge;

/// <summary>Stores what devices send.</summary>
internal sealed class Receiving(ContextBroker broker, StoredEntities stored, Processor processor)
{
    // How often what was heard of a device that waits is written anew.
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    public async ValueTask<Receipt> RunAsync(Call call, string device, Heard heard, CancellationToken cancel)
    {
        var sensors = new List<SensorReadings>();
        var unknown = new List<SensorReadings>();
        foreach (var sensor in SensorReadings.Of(device, heard).OrderBy(sensor => sensor.Id.Value, StringComparer.Ordinal))
        {
            var entity = await stored.FindAsync(call.Tenant, sensor.Id, cancel);
            sensors.Add(entity is null ? sensor : sensor with { UnitCode = stored.UnitOf(entity) });
            if (entity is null)
                unknown.Add(sensor);
        }
        var holder = unknown.Count > 0 || sensors.Count == 0 ? await stored.ReadAsync(call.Tenant, EntityIds.Device(device), cancel) : null;
        var waits = (unknown.Count > 0 || sensors.Count == 0) && (holder is null || Stored.Text(holder.Value, "deviceState") == DeviceStates.Pending);
        var writes = waits ? await PendingAsync(call, device, heard, holder, cancel) : [];
        if (!waits && unknown.Count > 0)
            await CheckRoomAsync(call, device, unknown.Count, cancel);
        var receipt = await StoreAsync(call, [.. sensors.Where(sensor => !waits || !unknown.Contains(sensor))],
            sensor => unknown.Contains(sensor) ? FoundSensor.Of(holder!.Value, device, sensor.Readings[^1]) : null, writes, cancel);
        return receipt with { IsPending = waits };
    }

    public async ValueTask<string?> CodecOfAsync(TenantId tenant, string device, CancellationToken cancel) =>
        await stored.ReadAsync(tenant, EntityIds.Device(device), cancel) is { } known && Stored.Link(known, "codec") is { } codec ? EntityIds.NameOf("Codec", codec) : null;

    /// <summary>Stores readings with what their pipelines make of them, and other writes with them.</summary>
    private async ValueTask<Receipt> StoreAsync(
        Call call, List<SensorReadings> sensors, Func<SensorReadings, JsonObject?> entityOf, List<ReadingWrite> writes, CancellationToken cancel)
    {
        var turns = new List<(StreamTurn Turn, SensorReadings Readings)>();
        try
        {
            foreach (var sensor in sensors)
            {
                var (first, before) = (writes.Count, turns.Count);
                writes.AddRange(await processor.TakeAsync(call, sensor, entityOf(sensor), turns, cancel));
                if (turns.Count > before)
                    turns[^1].Turn.At(first, writes.Count - first);
            }
            var changes = await CommitAsync(call, writes, turns, cancel);
            var receipt = ReceiptOf(writes, changes, turns.Sum(turn => turn.Turn.Known));
            await RepairAsync(call, [.. turns.Where(turn => turn.Turn.Corrects)], cancel);
            return receipt;
        }
        finally
        {
            processor.Leave(turns);
        }
    }

    /// <summary>Where readings were corrected, their pipelines are run again over what is stored now.</summary>
    private async ValueTask RepairAsync(Call call, List<(StreamTurn Turn, SensorReadings Readings)> turns, CancellationToken cancel)
    {
        var writes = new List<ReadingWrite>();
        foreach (var (turn, readings) in turns)
        {
            var first = writes.Count;
            writes.AddRange(await turn.RepairAsync(call, readings, cancel));
            turn.At(first, writes.Count - first);
        }
        await CommitAsync(call, writes, turns, cancel);
    }

    private async ValueTask<ImmutableArray<Change>> CommitAsync(Call call, List<ReadingWrite> writes, List<(StreamTurn Turn, SensorReadings Readings)> turns, CancellationToken cancel)
    {
        var changes = await broker.Writes.RunAsync(call, [.. writes.Select(write => write.Mutation)], selection: null, cancel);
        foreach (var (turn, _) in turns)
            await turn.DoneAsync(changes, cancel);
        return changes;
    }

    /// <summary>What is written of a device that waits.</summary>
    private async ValueTask<List<ReadingWrite>> PendingAsync(Call call, string device, Heard heard, JsonElement? waiting, CancellationToken cancel)
    {
        if (waiting is { } known && PendingDevice.HeardAt(known) is { IsNone: false } last && heard.At.ToDateTimeOffset() - last.ToDateTimeOffset() < Pause)
            return [];
        if (waiting is null && await stored.CountAsync(call, "Device", $"deviceState==\"{DeviceStates.Pending}\"", cancel) >= DeviceBridge.MaxPending)
            throw new NgsiLdException(NgsiLdErrors.LimitReached($"{DeviceBridge.MaxPending} devices wait for an approval already"));
        var entity = SensorReadings.Read(PendingDevice.Of(device, heard), call, new ReadRules());
        return [new ReadingWrite(new Mutation(waiting is null ? MutationKind.Create : MutationKind.Append, entity.Id, entity), "", 0)];
    }

    private async ValueTask CheckRoomAsync(Call call, string device, int more, CancellationToken cancel)
    {
        if (await stored.CountAsync(call, "DeviceMeasurement", $"refDevice==\"{EntityIds.Device(device)}\"", cancel) + more > DeviceRegistration.MaxParts)
            throw new NgsiLdException(NgsiLdErrors.LimitReached($"a device has at most {DeviceRegistration.MaxParts} sensors"));
    }

    private static Receipt ReceiptOf(List<ReadingWrite> writes, ImmutableArray<Change> changes, int known)
    {
        var refused = ImmutableArray.CreateBuilder<RefusedSensor>();
        var count = known;
        foreach (var (write, change) in writes.Zip(changes))
        {
            if (change.Error is null)
                count += write.Count;
            else if (!refused.Any(other => other.Sensor == write.Sensor))
                refused.Add(new RefusedSensor(write.Sensor, change.Error));
        }
        // Where nothing was done, the reason is the answer.
        return count == 0 && refused is [{ Error: var error }, ..] ? throw new NgsiLdException(error) : new Receipt(count, false, refused.ToImmutable());
    }
}
