namespace Waziup.Ngsi.Storage;

/// <summary>Work that one process alone does among those on the same store. Disposing of it gives it up.</summary>
public interface IHold : IAsyncDisposable
{
    /// <summary>Ends when the work has passed to another, or may have.</summary>
    CancellationToken Lost { get; }
}

/// <summary>The hold of a process that has the store for itself.</summary>
internal sealed class SoleHold : IHold
{
    public CancellationToken Lost => CancellationToken.None;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
