using System.Collections.Concurrent;
using System.Text;
using Waziup.Ngsi.JsonLd;

namespace Waziup.Ngsi.AspNetCore.Tests;

/// <summary>The world's contexts: those that a test puts here; any other cannot be fetched.</summary>
sealed class FakeContexts : IContextLoader
{
    private readonly ConcurrentDictionary<string, string> _documents = new(StringComparer.Ordinal);

    /// <summary>How often something was fetched.</summary>
    public int Loads { get; private set; }

    public string this[string url]
    {
        set => _documents[url] = value;
    }

    public void Forget(string url) => _documents.TryRemove(url, out _);

    public ValueTask<LoadedContext> LoadAsync(Uri context, CancellationToken cancel)
    {
        Loads++;
        return _documents.TryGetValue(context.OriginalString, out var document)
            ? ValueTask.FromResult(new LoadedContext(Encoding.UTF8.GetBytes(document), null))
            : throw new JsonLdException(JsonLdErrorCode.LoadingFailed, $"{context} does not answer");
    }
}
