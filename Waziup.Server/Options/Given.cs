namespace Waziup.Server.Options;

/// <summary>An option that was set.</summary>
/// <param name="Option">Which.</param>
/// <param name="Values">To what; several where it may be repeated.</param>
/// <param name="Name">What it is called where it was set.</param>
internal sealed record Given(Option Option, IReadOnlyList<string> Values, string Name);
