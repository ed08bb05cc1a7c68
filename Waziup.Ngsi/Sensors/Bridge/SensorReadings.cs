using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Waziup.Ngsi.Broker;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Sensors.Registry;

namespace Waziup.Ngsi.Sensors.Bridge;

/// <summary>What one payload tells of one sensor, and how it is written.</summary>
/// <param name="Sensor">What the device calls it.</param>
/// <param name="Id">The id of its entity.</param>
/// <param name="Readings">The readings; of those of one time the last one alone.</param>
/// <param name="Received">When they were heard.</param>
internal sealed record SensorReadings(string Sensor, string Id, Reading[] Readings, Instant Received)
{
    // So that no single write holds the others up for long.
    private const int AtOnce = 1000;

    /// <summary>The unit of the sensor, for readings that tell none; null where it has none.</summary>
    public string? UnitCode { get; init; }

    /// <summary>The readings of a payload by sensor.</summary>
    public static IEnumerable<SensorReadings> Of(string device, Heard heard) => heard.Readings.GroupBy(reading => reading.Sensor, StringComparer.Ordinal).Select(group => new SensorReadings(
        group.Key, EntityIds.Sensor(device, group.Key),
        [.. group.Reverse().DistinctBy(reading => (ReadingText.AttributeOf(reading), reading.Time)).Reverse()], heard.At));

    /// <summary>The writes, for a sensor that is there, or of which this is the entity.</summary>
    public IEnumerable<ReadingWrite> Writes(Call call, JsonObject? entity = null)
    {
        foreach (var some in Readings.Chunk(AtOnce))
        {
            var text = new ArrayBufferWriter<byte>();
            ReadingText.Write(text, some, Received, UnitCode, entity);
            var read = EntityReader.Read(text.WrittenSpan, call.Terms, new ReadRules(NeedsId: entity is not null, Temporal: true));
            var kind = entity is null ? MutationKind.IngestAttributes : MutationKind.Ingest;
            yield return new ReadingWrite(new Mutation(kind, StoredEntities.IdOf(Id), read) { Cause = ChangeCause.Ingest }, Sensor, some.Length);
            entity = null;
        }
    }

    /// <summary>Reads an entity that was put together here.</summary>
    public static Entity Read(JsonObject entity, Call call, ReadRules rules) => EntityReader.Read(Encoding.UTF8.GetBytes(entity.ToJsonString()), call.Terms, rules);
}
