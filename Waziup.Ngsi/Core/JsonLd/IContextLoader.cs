namespace Waziup.Ngsi.JsonLd;

/// <summary>Fetches documents that contain contexts. The seam to the network.</summary>
/// <remarks>Called once at a time for a URL, never for core contexts, hosted contexts or preloaded ones.</remarks>
public interface IContextLoader
{
    /// <summary>Fetches one document.</summary>
    /// <param name="context">Where it is; http or https.</param>
    /// <param name="cancel">Ends the wait; also used for the time limit of <see cref="ContextOptions.RequestTimeout" />.</param>
    /// <returns>The document and how long it may be kept.</returns>
    /// <exception cref="JsonLdException">It could not be fetched (<see cref="JsonLdErrorCode.LoadingFailed" />) or is unusable
    /// (<see cref="JsonLdErrorCode.LoadingInvalid" />). Any other exception counts as
    /// <see cref="JsonLdErrorCode.LoadingFailed" />.</exception>
    ValueTask<LoadedContext> LoadAsync(Uri context, CancellationToken cancel);
}
