using Waziup.Ngsi.Model;
using Waziup.Ngsi.Sensors.Codecs;

namespace Waziup.Ngsi.Sensors.Bridge;

/// <summary>What became of what a network server has told of a device.</summary>
/// <param name="Readings">What became of the readings, and whether the device waits for an approval.</param>
/// <param name="Unread">Why the payload, or the rest of it, was not read; null where there is nothing that was not.</param>
/// <param name="Refused">Why what is kept of the radio was refused, though readings are stored; null where it was not.</param>
/// <remarks>Immutable.</remarks>
public sealed record EventReceipt(Receipt Readings, CodecError? Unread, NgsiLdError? Refused);
