namespace Waziup.Ngsi.Client.Http;

/// <summary>A request.</summary>
/// <param name="Method">The method.</param>
/// <param name="Path">The path below <c>ngsi-ld/v1/</c>, with its query.</param>
/// <param name="Body">The body; null for none.</param>
internal sealed record Ask(HttpMethod Method, string Path, Body? Body = null)
{
    /// <summary>Whether the answer holds entities, which may carry their @context.</summary>
    public bool ForEntities { get; init; }

    public static Ask Get(string path) => new(HttpMethod.Get, path);

    public static Ask Delete(string path) => new(HttpMethod.Delete, path);
}
