namespace Waziup.Ngsi.Client;

/// <summary>A name with a text (5.2.22).</summary>
/// <param name="Key">The name.</param>
/// <param name="Value">The text.</param>
public sealed record NgsiKeyValue(string Key, string Value);
