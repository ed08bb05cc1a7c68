using System.Buffers;
using System.Text;
using System.Text.Json;
using Waziup.Ngsi.Json;

namespace Waziup.Ngsi.Sensors.Pipeline;

/// <summary>Samples as short JSON, for checkpoints: what has its usual value is left out.</summary>
internal static class SampleJson
{
    /// <summary>The text of a sample.</summary>
    public static string Text(Sample sample)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
            Write(writer, sample);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    public static void Write(Utf8JsonWriter writer, Sample sample)
    {
        writer.WriteStartObject();
        writer.WriteNumber("t", sample.Time.Micros);
        Write(writer, "v", sample.Value);
        if (sample.Flag != new Sample(sample.Time, sample.Value).Flag)
            writer.WriteNumber("f", (byte)sample.Flag);
        if (!sample.Received.IsNone)
            writer.WriteNumber("r", sample.Received.Micros);
        Write(writer, "x", sample.Text);
        Write(writer, "raw", sample.RawValue);
        Write(writer, "m", sample.Methods.Length == 0 ? null : sample.Methods);
        if (sample.Origin != Origin.Measured)
            writer.WriteNumber("o", (byte)sample.Origin);
        if (sample.HasTimeOfReceipt)
            writer.WriteBoolean("tr", true);
        if (sample.IsOutlier)
            writer.WriteBoolean("out", true);
        Write(writer, "u", sample.UnitCode);
        Write(writer, "a", sample.Attributes);
        if (sample.Window is { } window)
        {
            writer.WriteNumber("end", window.End.Micros);
            writer.WriteNumber("n", window.Count);
            writer.WriteNumber("cover", window.Coverage);
            Write(writer, "results", window.Results);
        }
        writer.WriteEndObject();
    }

    public static Sample Read(JsonElement json)
    {
        var sample = new Sample(new Instant(json.GetProperty("t").GetInt64()), Number(json, "v"));
        return sample with
        {
            Flag = json.TryGetProperty("f", out var flag) ? (Flag)flag.GetByte() : sample.Flag,
            Received = json.TryGetProperty("r", out var received) ? new Instant(received.GetInt64()) : Instant.None,
            Text = Text(json, "x"),
            RawValue = Number(json, "raw"),
            Methods = Text(json, "m") ?? "",
            Origin = json.TryGetProperty("o", out var origin) ? (Origin)origin.GetByte() : Origin.Measured,
            HasTimeOfReceipt = json.TryGetProperty("tr", out _),
            IsOutlier = json.TryGetProperty("out", out _),
            UnitCode = Text(json, "u"),
            Attributes = Values(json, "a"),
            Window = json.TryGetProperty("end", out var end)
                ? new WindowFacts(new Instant(end.GetInt64()), json.GetProperty("n").GetInt32(), json.GetProperty("cover").GetDouble(), Values(json, "results")!) : null,
        };
    }

    private static void Write(Utf8JsonWriter writer, string name, double? value)
    {
        if (value is { } number)
            writer.WriteNumber(name, number);
    }

    private static void Write(Utf8JsonWriter writer, string name, string? text)
    {
        if (text is not null)
            writer.WriteString(name, text);
    }

    private static void Write(Utf8JsonWriter writer, string name, NamedValues? values)
    {
        if (values is null)
            return;
        writer.WriteStartObject(name);
        foreach (var (key, value) in values)
        {
            if (value is { } number)
                writer.WriteNumber(key, number);
            else
                writer.WriteNull(key);
        }
        writer.WriteEndObject();
    }

    private static double? Number(JsonElement json, string name) => json.TryGetProperty(name, out var value) ? value.GetDouble() : null;

    private static string? Text(JsonElement json, string name) => json.TryGetProperty(name, out var value) ? value.GetString() : null;

    private static NamedValues? Values(JsonElement json, string name) => json.TryGetProperty(name, out var values)
        ? new NamedValues(values.EnumerateObject().Select(one =>
            KeyValuePair.Create(one.Name, one.Value.ValueKind == JsonValueKind.Null ? null : (double?)one.Value.GetDouble()))) : null;
}
