using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Waziup.Ngsi.Broker;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Sensors.Pipeline;
using Waziup.Ngsi.Sensors.Registry;

namespace Waziup.Ngsi.Sensors.Readings;

/// <summary>What one payload tells of one sensor, and how it is written.</summary>
/// <param name="Sensor">What the device calls it.</param>
/// <param name="Id">The id of its entity.</param>
/// <param name="Readings">The readings; of those of one time the last one alone.</param>
/// <param name="Received">When they were heard.</param>
internal sealed record SensorReadings(string Sensor, EntityId Id, IReadOnlyList<Reading> Readings, Instant Received)
{
    // So that no single write holds the others up for long.
    private const int AtOnce = 1000;
    private const string Null = "urn:ngsi-ld:null";

    /// <summary>The sensor as it was found; null for one that is new.</summary>
    public Entity? Found { get; init; }

    /// <summary>The unit of the sensor, for readings that tell none; null where it has none.</summary>
    public string? UnitCode { get; init; }

    /// <summary>Those that a pipeline leaves out.</summary>
    public IReadOnlySet<Reading> Late { get; init; } = ImmutableHashSet<Reading>.Empty;

    /// <summary>The readings of a payload by sensor.</summary>
    public static IEnumerable<SensorReadings> Of(string device, Heard heard) => heard.Readings.GroupBy(reading => reading.Sensor, StringComparer.Ordinal).Select(group => new SensorReadings(
        group.Key, StoredEntities.IdOf(EntityIds.Sensor(device, group.Key)),
        [.. group.Reverse().DistinctBy(reading => (ReadingText.AttributeOf(reading), ReadingText.TimeOf(reading, heard.At))).Reverse()], heard.At));

    /// <summary>Refuses what cannot be stored.</summary>
    /// <exception cref="NgsiLdException">BadRequestData: a text would delete what it is written to (4.5.0).</exception>
    public void Check()
    {
        if (Readings.Any(reading => reading.Value.ValueKind == JsonValueKind.String && reading.Value.ValueEquals(Null)))
            throw NgsiLdErrors.Bad($"the text {Null} deletes; it is no reading");
    }

    /// <summary>What a pipeline gets of a reading; null of what it can make nothing of.</summary>
    public Sample? SampleOf(Reading reading) => ReadingText.AttributeOf(reading) == ReadingText.Structure ? null
        : ReadingText.SampleOf(reading.Value, ReadingText.TimeOf(reading, Received), reading.Time.IsNone ? Instant.None : Received, ReadingText.UnitOf(reading, UnitCode));

    /// <summary>The writes, for a sensor that is there, or of which this is the entity.</summary>
    /// <param name="call">Who and when.</param>
    /// <param name="entity">The entity of a sensor that is new; null for one that is there.</param>
    /// <param name="made">What its pipeline makes of them; null where it has none.</param>
    public IEnumerable<ReadingWrite> Writes(Call call, JsonObject? entity = null, IReadOnlyList<Sample>? made = null)
    {
        var readings = Readings.Select(reading => new Instance(ReadingText.AttributeOf(reading), 1, writer =>
            ReadingText.Write(writer, reading, Received, UnitCode, isRaw: made is not null && ReadingText.AttributeOf(reading) != ReadingText.Structure, isLate: Late.Contains(reading))));
        foreach (var some in readings.Concat((made ?? []).Select(sample => new Instance(ReadingText.Number, 0, writer => SampleText.Write(writer, sample)))).Chunk(AtOnce))
        {
            var read = EntityReader.Read(Text(some, entity).WrittenSpan, call.Terms, new ReadRules(NeedsId: entity is not null, Temporal: true));
            var kind = entity is null ? MutationKind.IngestAttributes : MutationKind.Ingest;
            yield return new ReadingWrite(new Mutation(kind, Id, read) { Cause = ChangeCause.Ingest }, Sensor, some.Sum(instance => instance.Count));
            entity = null;
        }
    }

    /// <summary>The write that has a sample be the present, whatever is now; none: that there is no value.</summary>
    public ReadingWrite Present(Call call, Iri attribute, Sample? sample)
    {
        var mutation = new Mutation(MutationKind.DeleteAttribute, Id) { Attribute = attribute };
        if (sample is not null)
        {
            var text = Text([new Instance(ReadingText.Number, 0, writer => SampleText.Write(writer, sample))], entity: null);
            mutation = new Mutation(MutationKind.Append, Id, EntityReader.Read(text.WrittenSpan, call.Terms, new ReadRules(NeedsId: false)));
        }
        return new ReadingWrite(mutation with { Cause = ChangeCause.Ingest }, Sensor, 0);
    }

    /// <summary>Reads an entity that was put together here.</summary>
    public static Entity Read(JsonObject entity, Call call, ReadRules rules) => EntityReader.Read(Encoding.UTF8.GetBytes(entity.ToJsonString()), call.Terms, rules);

    private static ArrayBufferWriter<byte> Text(Instance[] instances, JsonObject? entity)
    {
        var text = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(text);
        writer.WriteStartObject();
        foreach (var (name, value) in entity ?? [])
        {
            writer.WritePropertyName(name);
            value!.WriteTo(writer);
        }
        foreach (var attribute in instances.GroupBy(instance => instance.Attribute))
        {
            writer.WriteStartArray(attribute.Key);
            foreach (var instance in attribute)
                instance.Write(writer);
            writer.WriteEndArray();
        }
        writer.WriteEndObject();
        writer.Flush();
        return text;
    }

    private sealed record Instance(string Attribute, int Count, Action<Utf8JsonWriter> Write);
}
