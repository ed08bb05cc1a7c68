namespace Waziup.Ngsi.Model;

/// <summary>What went wrong, as a value: the problem details of 5.5.2 and 6.3.2.</summary>
/// <param name="Type">The error's URI, <c>https://uri.etsi.org/ngsi-ld/errors/…</c> for those of the standard.</param>
/// <param name="Title">A short text that is the same for every error of this type.</param>
/// <param name="Status">The HTTP status that belongs to it.</param>
/// <param name="Detail">What the sender should change; never the same text as the title.</param>
public sealed record NgsiLdError(string Type, string Title, int Status, string Detail);
