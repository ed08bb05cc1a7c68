namespace Waziup.Ngsi.JsonLd.Processing;

/// <summary>Processing has met a context that is not there yet. It begins anew once the document has come.</summary>
/// <remarks>The algorithms themselves never wait: so they need no state machines, and what is known already costs nothing extra.</remarks>
internal sealed class DocumentNeededException(string url, Task<ContextDocument> download) : Exception($"{url} is not there yet.")
{
    public string Url { get; } = url;

    public Task<ContextDocument> Download { get; } = download;
}
