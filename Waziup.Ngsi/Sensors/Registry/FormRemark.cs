namespace Waziup.Ngsi.Sensors.Registry;

/// <summary>What is wrong with a form, or odd about it.</summary>
/// <param name="Pointer">The place in the form, as a JSON pointer (RFC 6901).</param>
/// <param name="Message">What is wrong there, for who sent it.</param>
/// <remarks>Immutable.</remarks>
public sealed record FormRemark(string Pointer, string Message);
