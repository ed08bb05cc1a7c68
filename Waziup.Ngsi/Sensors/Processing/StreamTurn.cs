using System.Text.Json.Nodes;
using Waziup.Ngsi.Broker;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Sensors.Readings;

namespace Waziup.Ngsi.Sensors.Processing;

/// <summary>The turn of one payload with the stream of one sensor: what has come is taken, what is made of it is written with it.</summary>
/// <remarks>After its writes, what is stored is what the plan makes of the readings that were taken. A process that ends between the two steps of a correction leaves the second one to the next turn.</remarks>
internal sealed class StreamTurn(StreamCheckpoints checkpoints, ContextBroker broker, LiveStream stream, BoundPipeline pipeline, StreamKey key, SensorReadings readings)
{
    private static readonly Iri Numbers = new(CoreContexts.Vocabulary + ReadingText.Number);
    private static readonly Instant Earliest = new(long.MinValue + 1);

    // All of it is in memory for a moment.
    private const int MaxReplayed = 100_000;

    private int _first;
    private int _count;
    private bool _isDone;
    private bool _hasFailed;

    /// <summary>The stream.</summary>
    public LiveStream Stream => stream;

    /// <summary>What has come.</summary>
    public SensorReadings Readings => readings;

    /// <summary>Readings that had come before, and are stored already.</summary>
    public IReadOnlyList<Reading> Known { get; private set; } = [];

    /// <summary>Whether a reading was corrected: then what the pipeline makes is written in a second step, see <see cref="RepairAsync"/>.</summary>
    public bool Corrects { get; private set; }

    /// <summary>Takes readings.</summary>
    /// <param name="call">Who and when.</param>
    /// <param name="entity">The entity of a sensor that is new; null for one that is there.</param>
    /// <param name="present">The sensor as it is; null for a new one.</param>
    /// <param name="cancel">Ends the wait.</param>
    public async ValueTask<IEnumerable<ReadingWrite>> TakeAsync(Call call, JsonObject? entity, Entity? present, CancellationToken cancel)
    {
        var stored = stream.Is(pipeline, present?.ModifiedAt ?? Instant.None) ? null : await BeginAsync(call, present, cancel);
        var arrivals = await Arrivals.OfAsync(broker, key, stream, readings, present, call.Now, cancel);
        (Known, Corrects) = (arrivals.Known, arrivals.Corrects);
        var fresh = readings with { Readings = arrivals.Fresh, Late = arrivals.Late };
        if (Corrects)
            return fresh.Writes(call, entity, []);
        var change = stream.Add(arrivals.Samples, call.Now);
        return Writes(call, fresh, entity, present, stored is null ? StreamWork.Of(change, stream.Samples!) : Between(stored));
    }

    /// <summary>Makes the stream anew of what is stored, and writes what that changes.</summary>
    public async ValueTask<IEnumerable<ReadingWrite>> RepairAsync(Call call, Entity? present, CancellationToken cancel)
    {
        Corrects = false;
        var stored = await BeginAsync(call, present, cancel);
        return Writes(call, readings with { Readings = [] }, null, present, Between(stored));
    }

    /// <summary>Begins anew at a time, and writes what all readings since then change, late ones included; those that were stored when no pipeline was there are taken too.</summary>
    /// <returns>How many readings were read, and what is written and taken away.</returns>
    public async ValueTask<(int Read, StreamWork Work, IEnumerable<ReadingWrite> Writes)> ReplayAsync(Call call, Entity present, Instant from, CancellationToken cancel)
    {
        var begin = pipeline.Plan.StartAfter(new Instant(from.Micros - 1));
        var rows = await StreamRows.ReadAsync(broker, key, begin, present.CreatedAt, MaxReplayed, cancel);
        stream.Begin(pipeline, begin);
        var samples = rows.Arrived.ToList();
        foreach (var (reading, received) in rows.Unprocessed)
        {
            samples.Add((readings with { Received = received }).SampleOf(reading)!);
            if (ReadingText.AttributeOf(reading) == ReadingText.Number)
                rows.Made.TryAdd(ReadingText.TimeOf(reading, received), Made.Unprocessed);
        }
        stream.Add(samples, call.Now);
        var work = Between(rows with { Since = from });
        var copies = rows.Unprocessed.GroupBy(one => one.Received).SelectMany(group => (readings with { Readings = [.. group.Select(one => one.Reading)], Received = group.Key }).Writes(call, null, []));
        return (samples.Count, work, copies.Concat(Writes(call, readings, null, present, work)));
    }

    /// <summary>Remembers which of all writes are those of this turn.</summary>
    public void At(int first, int count) => (_first, _count) = (first, count);

    /// <summary>Takes nothing: what it was given could not be written.</summary>
    public void Fail() => (_count, Known, Corrects, _hasFailed) = (0, [], false, true);

    /// <summary>Ends the turn after the writes: what was refused is not in the stream.</summary>
    public async ValueTask DoneAsync(IReadOnlyList<Change> changes, CancellationToken cancel)
    {
        var own = changes.Skip(_first).Take(_count).ToList();
        if (_hasFailed || own.Exists(change => change.Error is not null))
            return;
        _isDone = !Corrects;
        stream.Stamp = own.Select(change => change.After?.ModifiedAt ?? Instant.None).Append(stream.Stamp).Max();
        if (_isDone)
            await checkpoints.SaveAsync(key, stream, cancel);
    }

    /// <summary>Gives up what did not come to its end.</summary>
    public void End()
    {
        if (!_isDone)
            stream.Spoil();
    }

    /// <summary>Makes the stream anew; a sensor that is new has no past, whatever had its id before.</summary>
    private async ValueTask<StreamRows> BeginAsync(Call call, Entity? present, CancellationToken cancel)
    {
        var from = present is null ? null : await checkpoints.FindAsync(key, pipeline.Plan, present.CreatedAt, cancel);
        var rows = present is null ? new StreamRows([], []) : await StreamRows.ReadAsync(broker, key, from, present.CreatedAt, most: null, cancel);
        stream.Begin(pipeline, from);
        stream.Add(rows.Arrived, call.Now);
        return rows with { Since = rows.Arrived.Count == 0 ? call.Now : from is null ? rows.Arrived[0].Time : new Instant(from.After.Micros + 1) };
    }

    private StreamWork Between(StreamRows stored) => StreamWork.Between(stored.Made, stream.Samples!.Outputs, stored.Since);

    private IEnumerable<ReadingWrite> Writes(Call call, SensorReadings fresh, JsonObject? entity, Entity? present, StreamWork work)
    {
        foreach (var write in fresh.Writes(call, entity, work.Written))
            yield return write;
        var newest = stream.Samples!.OutputsSince(Earliest).FirstOrDefault(sample => sample.Value is not null);
        // What is the present, and is there no more, gives way to what is newest now, though that is older.
        if (PresentAt(present) is { IsNone: false } at && work.Removed.Contains(at) && !(newest?.Time > at))
            yield return readings.Present(call, Numbers, newest);
        foreach (var time in work.Removed)
        {
            yield return new ReadingWrite(
                new Mutation(MutationKind.DeleteInstance, key.Sensor) { Attribute = Numbers, Instance = new InstanceKey(time, null, "", time), Cause = ChangeCause.Ingest }, readings.Sensor, 0);
        }
    }

    private static Instant PresentAt(Entity? sensor) => sensor?.Find(Numbers.Utf8, default) is >= 0 and var index ? sensor.Instances[index].ObservedAt : Instant.None;
}
