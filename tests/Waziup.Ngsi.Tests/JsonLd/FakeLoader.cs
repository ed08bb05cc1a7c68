using System.Collections.Concurrent;
using System.Text;
using Waziup.Ngsi.JsonLd;

namespace Waziup.Ngsi.Tests.JsonLd;

/// <summary>A network in memory: documents by URL, each of which may be missing, slow or short-lived.</summary>
internal sealed class FakeLoader : IContextLoader
{
    private readonly ConcurrentDictionary<string, string> _documents = new(StringComparer.Ordinal);
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What was asked for, in order.</summary>
    public ConcurrentQueue<string> Loads { get; } = new();

    /// <summary>What an origin says about keeping its documents.</summary>
    public TimeSpan? Lifetime { get; set; }

    /// <summary>Holds every download until it is completed.</summary>
    public TaskCompletionSource? Gate { get; set; }

    /// <summary>Completes when the first download begins.</summary>
    public Task Started => _started.Task;

    /// <summary>Serves a document; null takes it away.</summary>
    public string? this[string url]
    {
        set
        {
            if (value is null)
                _documents.TryRemove(url, out _);
            else
                _documents[url] = value;
        }
    }

    public async ValueTask<LoadedContext> LoadAsync(Uri context, CancellationToken cancel)
    {
        Loads.Enqueue(context.OriginalString);
        _started.TrySetResult();
        if (Gate is { } gate)
            await gate.Task.WaitAsync(cancel);

        return _documents.TryGetValue(context.OriginalString, out var document)
            ? new LoadedContext(Encoding.UTF8.GetBytes(document), Lifetime)
            : throw new JsonLdException(JsonLdErrorCode.LoadingFailed, $"{context} is not there.");
    }
}
