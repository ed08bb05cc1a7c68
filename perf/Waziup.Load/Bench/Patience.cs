namespace Waziup.Load.Bench;

/// <summary>How a broker answers whose source does not.</summary>
/// <param name="AfterRegistered">From the time that the registration allows the source to the answer.</param>
/// <param name="AfterBrokers">The same with the time that the broker allows.</param>
/// <param name="LeftAlone">From the request to the answer while the source is left alone.</param>
/// <param name="Warned">The share of the answers that say that something is missing.</param>
internal sealed record Patience(TimeSpan AfterRegistered, TimeSpan AfterBrokers, TimeSpan LeftAlone, double Warned);
