namespace Waziup.Ngsi.JsonLd.Processing;

/// <summary>The contexts that a processor keeps ready, within bounds.</summary>
internal sealed class ContextShelf(ContextOptions options)
{
    public BoundedCache<KeptContext> Contexts { get; } = new(options.CachedContexts, options.CachedContextBytes);

    public NameCaches<ExpandedName, CompactName> Names { get; } = new(options.CachedNames);
}
