namespace Waziup.Ngsi.Federation;

/// <summary>Reaches nobody: a broker that was given no way to ask others.</summary>
internal sealed class NoContextSource : IContextSource
{
    /// <inheritdoc/>
    public ValueTask<RemoteReply> SendAsync(RemoteCall call, CancellationToken cancel) => ValueTask.FromResult(RemoteReply.Silent);
}
