namespace Waziup.Ngsi.Federation;

/// <summary>A request to a context source.</summary>
/// <param name="Method">The method.</param>
/// <param name="Uri">The address, with parameters.</param>
/// <param name="Headers">What goes beside the body.</param>
/// <param name="Body">The body; empty for none.</param>
/// <param name="ContentType">Its media type; null where there is no body.</param>
/// <param name="Timeout">How long the answer may take.</param>
internal sealed record RemoteCall(
    string Method, Uri Uri, IReadOnlyList<KeyValuePair<string, string>> Headers, ReadOnlyMemory<byte> Body, string? ContentType, TimeSpan Timeout)
{
    /// <summary>Whether the source is as it would be otherwise when it is asked twice.</summary>
    public bool MayRepeat { get; init; } = Method != "POST";
}
