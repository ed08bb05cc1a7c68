using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Broker;

/// <summary>Writes of which the others are nothing without the first.</summary>
/// <param name="Own">What decides: where it is refused, also for want of room, the others are for the same reason.</param>
/// <param name="Linked">What is written only with it.</param>
internal readonly record struct LinkedIntents(Intent Own, IReadOnlyList<Intent> Linked);
