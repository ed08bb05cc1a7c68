namespace Waziup.Ngsi.Federation;

/// <summary>Asks context sources.</summary>
internal interface IContextSource
{
    /// <summary>Asks, and waits for the answer as long as the call allows.</summary>
    /// <returns>How it ended; a source that fails is no exception.</returns>
    ValueTask<RemoteReply> SendAsync(RemoteCall call, CancellationToken cancel);
}
