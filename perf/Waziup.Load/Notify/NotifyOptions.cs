using Waziup.Load.Bench.Stores;

namespace Waziup.Load.Notify;

/// <summary>What to measure of notifications, and how long.</summary>
/// <param name="Workloads">W10, W10p, W11, W12.</param>
/// <param name="Store">Where the broker keeps what it is sent.</param>
/// <param name="Seconds">How long each measurement of W10 and W10p takes.</param>
/// <param name="WarmUp">Seconds of load before.</param>
/// <param name="Pairs">How often W10p, W11 and W12 are measured.</param>
internal sealed record NotifyOptions(IReadOnlyList<string> Workloads, StoreKind Store, int Seconds, int WarmUp, int Pairs);
