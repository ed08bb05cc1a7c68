namespace Waziup.Ngsi.Sensors.Bridge;

/// <summary>The device that an event is about.</summary>
/// <param name="Name">What it is called here, or will be.</param>
/// <param name="IsRegistered">Whether somebody has registered it; else it waits, or nobody has heard of it.</param>
internal readonly record struct EventDevice(string Name, bool IsRegistered);
