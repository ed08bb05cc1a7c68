using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace Waziup.Load.Replay;

/// <summary>Writes devices, sensors and their readings as the domain model names them, in normalized form.</summary>
internal static class Entities
{
    static readonly string[] MeasurementTypes = ["DeviceMeasurement", "Sensor"];

    /// <summary>The devices and sensors themselves, without readings: the body of one batch.</summary>
    public static ReadOnlyMemory<byte> Registration(IReadOnlyCollection<SensorSeries> series) => Array(json =>
    {
        foreach (var device in series.GroupBy(one => one.Id.Device))
            WriteDevice(json, device.First().Id, device.Select(one => SensorKind.Of(one.Id.Sensor).ControlledProperty).Distinct());

        foreach (var one in series)
            WriteSensor(json, one.Id);
    });

    /// <summary>Readings of one sensor: the same entity once per reading, in order, so that the last one stays current.</summary>
    public static ReadOnlyMemory<byte> Readings(SensorSeries series, int from, int count)
    {
        var kind = SensorKind.Of(series.Id.Sensor);
        return Array(json =>
        {
            for (var i = from; i < from + count; i++)
                WriteReading(json, series.Id, kind, series.Readings[i]);
        });
    }

    /// <summary>Readings of one sensor as a part of its evolution, in the order in which they were received.</summary>
    public static ReadOnlyMemory<byte> Evolution(SensorSeries series, int from, int count)
    {
        var kind = SensorKind.Of(series.Id.Sensor);
        return Json(json =>
        {
            Begin(json, series.Id.SensorUrn, MeasurementTypes);
            json.WriteStartArray("numValue");
            for (var i = from; i < from + count; i++)
                WriteInstance(json, kind, series.Received[i]);

            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    static void WriteDevice(Utf8JsonWriter json, SensorId id, IEnumerable<string> controlled)
    {
        Begin(json, id.DeviceUrn, "Device");
        Text(json, "name", id.Device);
        List(json, "category", ["sensor"]);
        List(json, "controlledProperty", controlled);
        // The id is percent-encoded in the URN; here it stands as the device knows it.
        Text(json, "serialNumber", id.Device);
        json.WriteEndObject();
    }

    static void WriteSensor(Utf8JsonWriter json, SensorId id)
    {
        var kind = SensorKind.Of(id.Sensor);
        Begin(json, id.SensorUrn, MeasurementTypes);
        Text(json, "name", kind.Name);
        json.WriteStartObject("refDevice");
        json.WriteString("type", "Relationship");
        json.WriteString("object", id.DeviceUrn);
        json.WriteEndObject();
        Text(json, "controlledProperty", kind.ControlledProperty);
        Vocab(json, "quantityKind", kind.Quantity);
        Text(json, "deviceType", kind.Kind);
        Vocab(json, "sensorKind", kind.Kind);
        if (kind.Unit is not null)
            Text(json, "unit", kind.Unit);
        if (kind.IsRaw)
            Text(json, "measurementType", "raw");

        json.WriteEndObject();
    }

    static void WriteReading(Utf8JsonWriter json, SensorId id, SensorKind kind, Reading reading)
    {
        Begin(json, id.SensorUrn, MeasurementTypes);
        json.WritePropertyName("numValue");
        WriteInstance(json, kind, reading);
        json.WriteEndObject();
    }

    static void WriteInstance(Utf8JsonWriter json, SensorKind kind, Reading reading)
    {
        json.WriteStartObject();
        json.WriteString("type", "Property");
        json.WriteNumber("value", reading.Value);
        if (kind.UnitCode is not null)
            json.WriteString("unitCode", kind.UnitCode);

        json.WriteString("observedAt", Instant(reading.ObservedAt));
        json.WriteStartObject("receivedAt");
        json.WriteString("type", "Property");
        json.WriteStartObject("value");
        json.WriteString("@type", "DateTime");
        json.WriteString("@value", Instant(reading.ReceivedAt));
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    static ReadOnlyMemory<byte> Array(Action<Utf8JsonWriter> items) => Json(json =>
    {
        json.WriteStartArray();
        items(json);
        json.WriteEndArray();
    });

    static ReadOnlyMemory<byte> Json(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
            write(json);

        return buffer.WrittenMemory;
    }

    static void Begin(Utf8JsonWriter json, string id, params ReadOnlySpan<string> types)
    {
        json.WriteStartObject();
        json.WriteString("id", id);
        if (types.Length == 1)
        {
            json.WriteString("type", types[0]);
            return;
        }

        json.WriteStartArray("type");
        foreach (var type in types)
            json.WriteStringValue(type);

        json.WriteEndArray();
    }

    static void Text(Utf8JsonWriter json, string name, string value)
    {
        json.WriteStartObject(name);
        json.WriteString("type", "Property");
        json.WriteString("value", value);
        json.WriteEndObject();
    }

    static void Vocab(Utf8JsonWriter json, string name, string term)
    {
        json.WriteStartObject(name);
        json.WriteString("type", "VocabProperty");
        json.WriteString("vocab", term);
        json.WriteEndObject();
    }

    static void List(Utf8JsonWriter json, string name, IEnumerable<string> values)
    {
        json.WriteStartObject(name);
        json.WriteString("type", "Property");
        json.WriteStartArray("value");
        foreach (var value in values)
            json.WriteStringValue(value);

        json.WriteEndArray();
        json.WriteEndObject();
    }

    static string Instant(DateTimeOffset instant) =>
        instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'", CultureInfo.InvariantCulture);
}
