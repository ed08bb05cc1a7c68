using Waziup.Ngsi.Json;

namespace Waziup.Ngsi.Sensors.Codecs;

/// <summary>What all codecs do around reading: the size is checked first, and a fault becomes a result.</summary>
internal static class Decoding
{
    public delegate void Reader(ReadOnlySpan<byte> payload, Instant received, ReadingList found);

    /// <summary>Reads a format of which the part before a fault is no use.</summary>
    public static Decoded Whole(ReadOnlySpan<byte> payload, Instant received, CodecLimits limits, Reader read)
    {
        var decoded = Partly(payload, received, limits, read);
        return decoded.Error is null ? decoded : new Decoded([], decoded.Error);
    }

    /// <summary>Reads a format of which the part before a fault stands for itself.</summary>
    public static Decoded Partly(ReadOnlySpan<byte> payload, Instant received, CodecLimits limits, Reader read)
    {
        var found = new ReadingList(limits);
        CodecError? error = null;
        try
        {
            CheckSize(payload, limits);
            read(payload, received, found);
        }
        catch (PayloadException fault)
        {
            error = fault.ToError();
        }
        return new Decoded(found.Readings, error) { Actuators = found.Actuators };
    }

    public static void CheckSize(ReadOnlySpan<byte> payload, CodecLimits limits)
    {
        if (payload.Length > limits.MaxPayloadBytes)
            throw new PayloadException($"The payload has {payload.Length} bytes; {limits.MaxPayloadBytes} are the most.");
    }
}
