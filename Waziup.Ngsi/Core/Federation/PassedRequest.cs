namespace Waziup.Ngsi.Federation;

/// <summary>Stands for a request that has come and gone, of which only the brokers matter through which it came.</summary>
internal sealed class PassedRequest(IReadOnlyList<string> passed) : IIncomingRequest
{
    /// <inheritdoc/>
    public string Method => "";

    /// <inheritdoc/>
    public string Path => "";

    /// <inheritdoc/>
    public IReadOnlyList<(string Name, string Value)> Parameters => [];

    /// <inheritdoc/>
    public string? Header(string name) =>
        name == "Via" && passed.Count > 0 ? string.Join(", ", passed.Select(alias => "1.1 " + alias)) : null;

    /// <inheritdoc/>
    public void Warn(string warning)
    {
        // Nobody is there to be warned any more.
    }
}
