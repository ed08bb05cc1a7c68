using Waziup.Ngsi.Json;

namespace Waziup.Ngsi.Sensors.Codecs;

/// <summary>Reads what devices send: bytes in, readings out.</summary>
/// <remarks>Many may use one at once. Nothing that a device sends makes it throw: what cannot be read is told in the result.</remarks>
public interface ICodec
{
    /// <summary>What devices call it in their settings, such as <c>xlpp</c>.</summary>
    string Name { get; }

    /// <summary>The media type of the payloads, such as <c>application/x-xlpp</c>.</summary>
    string MediaType { get; }

    /// <summary>Reads one payload.</summary>
    /// <param name="payload">What the device has sent, whole.</param>
    /// <param name="received">When it came: the point from which delays and relative times count.</param>
    Decoded Decode(ReadOnlySpan<byte> payload, Instant received);
}
