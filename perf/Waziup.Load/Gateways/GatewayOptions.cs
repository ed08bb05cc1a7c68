namespace Waziup.Load.Gateways;

/// <summary>What is measured of a gateway.</summary>
/// <param name="Readings">How many readings wait for the link.</param>
/// <param name="Seconds">How long the cloud's batch upserts are measured.</param>
internal sealed record GatewayOptions(int Readings, int Seconds);
