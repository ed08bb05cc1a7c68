using System.Text.Json;
using Waziup.Ngsi.Json;

namespace Waziup.Ngsi.Sensors.Codecs.SenMl;

/// <summary>Sensor Measurement Lists in JSON (RFC 8428 section 5); <see cref="SenMlResolver"/> tells what becomes of the records.</summary>
internal sealed class SenMlJsonCodec(CodecLimits? limits = null) : ICodec
{
    private readonly CodecLimits _limits = limits ?? CodecLimits.Default;

    /// <inheritdoc/>
    public string Name => "senml-json";

    /// <inheritdoc/>
    public string MediaType => "application/senml+json";

    /// <inheritdoc/>
    public Decoded Decode(ReadOnlySpan<byte> payload, Instant received) => Decoding.Whole(payload, received, _limits, Read);

    private static void Read(ReadOnlySpan<byte> payload, Instant received, ReadingList found)
    {
        var pack = JsonPayload.Parse(payload, found.Limits);
        if (pack.ValueKind != JsonValueKind.Array)
            throw new PayloadException("A SenML pack is an array of records.");

        var resolver = new SenMlResolver(received, found);
        foreach (var item in pack.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.Object)
                throw new PayloadException("A SenML record is an object.");
            var record = new SenMlRecord();
            foreach (var field in item.EnumerateObject())
                record.Set(field.Name, Value(field.Value));
            resolver.Add(record);
        }
    }

    private static SenMlValue Value(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number => new SenMlValue(SenMlKind.Number, Number: value.GetDouble()),
        JsonValueKind.String => new SenMlValue(SenMlKind.Text, Text: value.GetString()),
        JsonValueKind.True => new SenMlValue(SenMlKind.Truth, Number: 1),
        JsonValueKind.False => new SenMlValue(SenMlKind.Truth),
        _ => new SenMlValue(SenMlKind.Other),
    };
}
