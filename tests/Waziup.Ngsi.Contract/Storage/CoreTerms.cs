using Waziup.Ngsi.JsonLd;

namespace Waziup.Ngsi.Contract.Storage;

/// <summary>The core context, for tests that read entities and fetch nothing.</summary>
public static class CoreTerms
{
    /// <summary>The terms of an input without a context of its own.</summary>
    public static ActiveContext Context { get; } = new ContextResolver(new NoLoader(), new ManualTime(), new ContextOptions()).Default;

    sealed class NoLoader : IContextLoader
    {
        public ValueTask<LoadedContext> LoadAsync(Uri context, CancellationToken cancel) =>
            throw new InvalidOperationException($"{context} was asked for");
    }
}
