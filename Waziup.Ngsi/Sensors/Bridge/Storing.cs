using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Waziup.Ngsi.Broker;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Sensors.Processing;
using Waziup.Ngsi.Sensors.Readings;

namespace Waziup.Ngsi.Sensors.Bridge;

/// <summary>Writes the readings of one payload with what their pipelines make of them, in one commit.</summary>
internal sealed class Storing(ContextBroker broker, Processor processor, Call call)
{
    private readonly List<(SensorReadings Readings, JsonObject? Entity)> _sensors = [];
    private readonly List<ReadingWrite> _writes = [];
    private readonly List<StreamTurn> _turns = [];
    private readonly Dictionary<string, NgsiLdError> _refused = new(StringComparer.Ordinal);

    /// <summary>Adds readings.</summary>
    /// <param name="readings">The readings of a sensor.</param>
    /// <param name="entity">The entity of a sensor that is new; null for one that is there.</param>
    public void Add(SensorReadings readings, JsonObject? entity = null) => _sensors.Add((readings, entity));

    /// <summary>Takes down that readings are not stored.</summary>
    public void Refuse(SensorReadings readings, NgsiLdError error) => _refused.TryAdd(readings.Sensor, error);

    /// <summary>Stores what was added.</summary>
    /// <exception cref="NgsiLdException">Nothing could be stored, and why.</exception>
    public async ValueTask<Receipt> RunAsync(CancellationToken cancel)
    {
        try
        {
            foreach (var (readings, entity) in _sensors.OrderBy(sensor => sensor.Readings.Id.Value, StringComparer.Ordinal))
                await TakeAsync(readings, entity, cancel);
            var count = await CommitAsync(_turns, cancel) + _turns.Sum(turn => turn.Known.Count);
            await RepairAsync([.. _turns.Where(turn => turn.Corrects)], cancel);
            return count == 0 && _refused.Count > 0 ? throw new NgsiLdException(_refused.First().Value)
                : new Receipt(count, false, [.. _refused.Select(refused => new RefusedSensor(refused.Key, refused.Value))]);
        }
        finally
        {
            processor.Leave(_turns);
        }
    }

    private async ValueTask TakeAsync(SensorReadings readings, JsonObject? entity, CancellationToken cancel)
    {
        var (first, before) = (_writes.Count, _turns.Count);
        try
        {
            readings.Check();
            _writes.AddRange(await processor.TakeAsync(call, readings, entity, _turns, cancel));
        }
        catch (NgsiLdException wrong) when (wrong.Error.Status < 500)
        {
            Refuse(readings, wrong.Error);
            _writes.RemoveRange(first, _writes.Count - first);
            if (_turns.Count > before)
                _turns[^1].Fail();
            return;
        }
        if (_turns.Count > before)
            _turns[^1].At(first, _writes.Count - first);
    }

    /// <summary>Where readings were corrected, their pipelines are run again over what is stored now.</summary>
    private async ValueTask RepairAsync(List<StreamTurn> turns, CancellationToken cancel)
    {
        _writes.Clear();
        foreach (var turn in turns)
        {
            var first = _writes.Count;
            _writes.AddRange(await processor.RepairAsync(call, turn, cancel));
            turn.At(first, _writes.Count - first);
        }
        await CommitAsync(turns, cancel);
    }

    /// <returns>How many readings are stored.</returns>
    private async ValueTask<int> CommitAsync(List<StreamTurn> turns, CancellationToken cancel)
    {
        var changes = await broker.Writes.RunAsync(call, [.. _writes.Select(write => write.Mutation)], selection: null, cancel);
        foreach (var turn in turns)
            await turn.DoneAsync(changes, cancel);
        var count = 0;
        foreach (var (write, change) in _writes.Zip(changes))
        {
            if (change.Error is null)
                count += write.Count;
            else
                _refused.TryAdd(write.Sensor, change.Error);
        }
        return count;
    }
}
