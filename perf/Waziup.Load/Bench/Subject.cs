namespace Waziup.Load.Bench;

/// <summary>A program that is measured.</summary>
/// <param name="Name">Host or floor.</param>
/// <param name="Command">The command that starts it; the options --urls and --data are added.</param>
/// <param name="Environment">Variables for its process.</param>
internal sealed record Subject(string Name, string Command, IReadOnlyDictionary<string, string> Environment);
