using System.Text.Json;
using System.Text.Json.Nodes;
using Waziup.Ngsi.Broker;
using Waziup.Ngsi.Sensors.Readings;

namespace Waziup.Ngsi.Sensors.Processing;

/// <summary>Gives each sensor the turn with its pipeline, where it has one.</summary>
internal sealed class Processor(ContextBroker broker, StoredEntities stored, PipelineBook book)
{
    private readonly LiveStreams _streams = new(broker.Clock);
    private readonly StreamCheckpoints _checkpoints = new(broker);

    /// <summary>The writes of what has come of a sensor.</summary>
    /// <param name="call">Who and when.</param>
    /// <param name="readings">What has come.</param>
    /// <param name="entity">The entity of a sensor that is new; null for one that is there.</param>
    /// <param name="turns">Takes the turn, which has to be ended.</param>
    /// <param name="cancel">Ends the wait.</param>
    public async ValueTask<IEnumerable<ReadingWrite>> TakeAsync(Call call, SensorReadings readings, JsonObject? entity, ICollection<StreamTurn> turns, CancellationToken cancel)
    {
        if (!await book.AnyAsync(call.Tenant, cancel) || TextOf(readings, entity) is not { } text || await EnterAsync(call, readings, text, cancel) is not { } turn)
            return readings.Writes(call, entity);
        turns.Add(turn);
        // Whoever had the turn before may have changed it.
        var writes = await turn.TakeAsync(call, entity, entity is null ? await stored.FindAsync(call.Tenant, readings.Id, cancel) : null, cancel);
        // That something is stored already is told only to who might write it.
        if (turn.Known.Count > 0)
            await broker.Writes.ForeseeAsync(call, [.. (readings with { Readings = turn.Known }).Writes(call, entity, []).Select(write => write.Mutation)], broker.Storage.Entities, cancel);
        return writes;
    }

    /// <summary>The writes of a second step of a turn, where a reading was corrected.</summary>
    public async ValueTask<IEnumerable<ReadingWrite>> RepairAsync(Call call, StreamTurn turn, CancellationToken cancel) =>
        await turn.RepairAsync(call, await stored.FindAsync(call.Tenant, turn.Readings.Id, cancel), cancel);

    /// <summary>Takes the turn of a sensor; null where it has no pipeline.</summary>
    /// <param name="call">Who and when.</param>
    /// <param name="readings">The sensor, and what has come of it.</param>
    /// <param name="text">Its entity, normalized.</param>
    /// <param name="cancel">Ends the wait.</param>
    public async ValueTask<StreamTurn?> EnterAsync(Call call, SensorReadings readings, JsonElement text, CancellationToken cancel)
    {
        if (await book.OfAsync(call.Tenant, text, cancel) is not { } pipeline)
            return null;
        var key = new StreamKey(call.Tenant, readings.Id);
        return new StreamTurn(_checkpoints, broker, await _streams.EnterAsync(key, cancel), pipeline, key, readings);
    }

    /// <summary>Ends turns.</summary>
    public void Leave(params IEnumerable<StreamTurn> turns)
    {
        foreach (var turn in turns)
        {
            turn.End();
            _streams.Leave(turn.Stream);
        }
    }

    private JsonElement? TextOf(SensorReadings readings, JsonObject? entity) =>
        entity is not null ? JsonElement.Parse(entity.ToJsonString()) : readings.Found is { } found ? stored.TextOf(found) : null;
}
