using Waziup.Ngsi.Json;

namespace Waziup.Ngsi.Sensors.Codecs.SenMl;

/// <summary>Sensor Measurement Lists in CBOR (RFC 8428 section 6); <see cref="SenMlResolver"/> tells what becomes of the records.</summary>
/// <remarks>
/// Arrays and maps may be without a length, as streams have them. Bytes are given as JSON has them: base64 with the URL's alphabet.
/// </remarks>
internal sealed class SenMlCborCodec(CodecLimits? limits = null) : ICodec
{
    private const int NestingOfRecords = 2;

    private readonly CodecLimits _limits = limits ?? CodecLimits.Default;

    /// <inheritdoc/>
    public string Name => "senml-cbor";

    /// <inheritdoc/>
    public string MediaType => "application/senml+cbor";

    /// <inheritdoc/>
    public Decoded Decode(ReadOnlySpan<byte> payload, Instant received) => Decoding.Whole(payload, received, _limits, Read);

    private static void Read(ReadOnlySpan<byte> payload, Instant received, ReadingList found)
    {
        var reader = new CborReader(payload, found.Limits.Nesting);
        var pack = reader.Head();
        if (pack.Major != 4)
            throw new PayloadException("A SenML pack is an array of records.", 0);

        var resolver = new SenMlResolver(received, found);
        for (var records = 0; reader.HasMore(pack, records); records++)
            resolver.Add(ReadRecord(ref reader));
        if (!reader.AtEnd)
            throw new PayloadException("Something follows the SenML pack.", reader.Position);
    }

    private static SenMlRecord ReadRecord(ref CborReader reader)
    {
        var start = reader.Position;
        var map = reader.Head();
        if (map.Major != 5)
            throw new PayloadException("A SenML record is a map.", start);

        var record = new SenMlRecord();
        for (var fields = 0; reader.HasMore(map, fields); fields++)
        {
            var label = ReadLabel(ref reader);
            var value = reader.Value(reader.Head(), NestingOfRecords);
            if (label is not null)
                record.Set(label, value);
        }
        return record;
    }

    // Integers for the fields of RFC 8428, texts for those of others; no other integer will ever have a meaning (section 6).
    private static string? ReadLabel(ref CborReader reader)
    {
        var start = reader.Position;
        var label = reader.Value(reader.Head(), NestingOfRecords);
        return label.Kind switch
        {
            SenMlKind.Text => label.Text,
            SenMlKind.Number => double.IsInteger(label.Number) && Math.Abs(label.Number) < 100 ? SenMlRecord.LabelOf((long)label.Number) : null,
            _ => throw new PayloadException("The label of a SenML field is an integer or a text.", start),
        };
    }
}
