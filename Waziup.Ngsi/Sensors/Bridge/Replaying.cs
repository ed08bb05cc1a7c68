using Waziup.Ngsi.Broker;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Sensors.Processing;
using Waziup.Ngsi.Sensors.Readings;
using Waziup.Ngsi.Sensors.Registry;

namespace Waziup.Ngsi.Sensors.Bridge;

/// <summary>Runs the pipeline of a sensor over what is stored of it.</summary>
internal sealed class Replaying(ContextBroker broker, StoredEntities stored, Processor processor)
{
    public async ValueTask<Replay> RunAsync(Call call, string device, string sensor, Instant from, CancellationToken cancel)
    {
        var id = StoredEntities.IdOf(EntityIds.Sensor(device, sensor));
        await broker.Writes.CheckAsync(call, MutationKind.IngestAttributes, cancel);
        if (await stored.SeenAsync(call, id.Value, cancel) is null || await FindAsync(call, id, cancel) is not { } found || stored.TextOf(found) is not { } text)
            throw new NgsiLdException(NgsiLdErrors.NotFound($"entity {id.Value}"));
        var readings = new SensorReadings(sensor, id, [], call.Now) { UnitCode = stored.UnitOf(found) };
        if (await processor.EnterAsync(call, readings, text, cancel) is not { } turn)
            throw new NgsiLdException(NgsiLdErrors.Conflict($"no pipeline that runs here is for {id.Value}"));
        try
        {
            return await RunAsync(call, turn, await FindAsync(call, id, cancel) ?? throw new NgsiLdException(NgsiLdErrors.NotFound($"entity {id.Value}")), from, cancel);
        }
        finally
        {
            processor.Leave(turn);
        }
    }

    private ValueTask<Entity?> FindAsync(Call call, EntityId id, CancellationToken cancel) => stored.FindAsync(call.Tenant, id, cancel);

    private async ValueTask<Replay> RunAsync(Call call, StreamTurn turn, Entity present, Instant from, CancellationToken cancel)
    {
        var (read, work, writes) = await turn.ReplayAsync(call, present, from, cancel);
        Mutation[] mutations = [.. writes.Select(write => write.Mutation)];
        turn.At(0, mutations.Length);
        var changes = await broker.Writes.RunAsync(call, mutations, selection: null, cancel);
        await turn.DoneAsync(changes, cancel);
        return changes.FirstOrDefault(change => change.Error is not null) is { Error: { } error }
            ? throw new NgsiLdException(error) : new Replay(read, work.Written.Count, work.Removed.Count);
    }
}
