namespace Waziup.Server.Options;

/// <summary>What the operator asked for cannot be done; the message says what to change.</summary>
internal sealed class OptionsException(string message) : Exception(message);
