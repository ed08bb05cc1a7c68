namespace Waziup.Ngsi.Federation;

/// <summary>Stands for the request where something was asked by no client.</summary>
internal sealed class NoRequest : IIncomingRequest
{
    public static NoRequest Instance { get; } = new();

    /// <inheritdoc/>
    public string Method => "";

    /// <inheritdoc/>
    public string Path => "";

    /// <inheritdoc/>
    public IReadOnlyList<(string Name, string Value)> Parameters => [];

    /// <inheritdoc/>
    public string? Header(string name) => null;

    /// <inheritdoc/>
    public void Warn(string warning)
    {
        // Nobody is there to be warned; how a source does is counted beside its registration.
    }
}
