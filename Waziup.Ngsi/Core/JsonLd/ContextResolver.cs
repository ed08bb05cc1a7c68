using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Waziup.Ngsi.JsonLd;

/// <summary>Turns what a request names as its context into an <see cref="ActiveContext" />.</summary>
/// <remarks>
/// Thread-safe. A context that was used before costs one lookup, by its text. Contexts made only of fetched documents are shared by all
/// tenants; those made of contexts that the broker hosts belong to one.
/// </remarks>
public sealed class ContextResolver
{
    private const byte OwnedKey = 0;

    private readonly TimeProvider _clock;
    private readonly ContextOptions _options;
    private readonly IHostedContexts? _hosted;
    private readonly BoundedCache<ResolvedContext> _contexts;
    private readonly NameCaches<Iri, byte[]> _names;

    /// <summary>Makes a resolver. One is enough for a broker.</summary>
    /// <param name="loader">Fetches documents.</param>
    /// <param name="clock">Tells when documents expire.</param>
    /// <param name="options">Bounds.</param>
    /// <param name="hosted">The contexts that this broker serves itself; null: none.</param>
    public ContextResolver(IContextLoader loader, TimeProvider clock, ContextOptions options, IHostedContexts? hosted = null)
    {
        ArgumentNullException.ThrowIfNull(loader);
        ArgumentNullException.ThrowIfNull(clock);
        ArgumentNullException.ThrowIfNull(options);
        _clock = clock;
        _options = options;
        _hosted = hosted;
        _contexts = new BoundedCache<ResolvedContext>(options.CachedContexts, options.CachedContextBytes);
        // Compacted names are kept as they are written: escaped for JSON.
        _names = new NameCaches<Iri, byte[]>(options.CachedNames);
        Default = new ActiveContext(Encoding.UTF8.GetBytes($"\"{CoreContexts.Newest}\""), CoreContexts.Newest, TermTable.Empty, _names);
        Cache = new ContextCache(loader, clock, options);
    }

    /// <summary>The core context alone, in its newest version: what a request uses that names none.</summary>
    public ActiveContext Default { get; }

    /// <summary>The documents that were fetched.</summary>
    public ContextCache Cache { get; }

    /// <summary>Resolves the context that a Link header names.</summary>
    /// <param name="owner">The tenant; empty for the default tenant.</param>
    /// <param name="url">The URL.</param>
    /// <param name="cancel">Ends the wait; a download goes on for others.</param>
    /// <exception cref="JsonLdException">The context cannot be used.</exception>
    public ValueTask<ActiveContext> ResolveAsync(string owner, string url, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(url);
        var utf8 = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(url.Length) + 2);
        try
        {
            // Known under the same text as in a body: a JSON string.
            var length = Encoding.UTF8.GetBytes(url, utf8.AsSpan(1)) + 1;
            utf8[0] = (byte)'"';
            utf8[length] = (byte)'"';
            if (JsonText.NeedsEscape(utf8.AsSpan(1, length - 1)))
                throw new JsonLdException(JsonLdErrorCode.InvalidContext, "The URL of the context contains what no URL can contain.");

            return ResolveAsync(owner, utf8.AsMemory(0, length + 1), cancel);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(utf8);
        }
    }

    /// <summary>Resolves the context that a body carries.</summary>
    /// <param name="owner">The tenant; empty for the default tenant.</param>
    /// <param name="contextJson">The value of the body's <c>@context</c>, UTF-8 JSON. The memory may be used otherwise once this method has
    /// returned.</param>
    /// <param name="cancel">Ends the wait; a download goes on for others.</param>
    /// <exception cref="JsonLdException">The context cannot be used.</exception>
    public ValueTask<ActiveContext> ResolveAsync(string owner, ReadOnlyMemory<byte> contextJson, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(owner);
        if (TryGet(owner, contextJson.Span) is { } context)
        {
            ContextMetrics.Found();
            return new(context);
        }
        ContextMetrics.Missed();
        return MakeAsync(owner, contextJson.ToArray(), cancel);
    }

    private ActiveContext? TryGet(string owner, ReadOnlySpan<byte> source)
    {
        var now = _clock.GetUtcNow();
        if (_contexts.TryGet(source, out var shared) && shared.IsCurrent(_hosted, owner, now))
        {
            shared.Touch(_hosted, owner, now);
            return shared.Context;
        }

        if (_hosted is null || !_contexts.TryGet(KeyOf(owner, source), out var owned) || !owned.IsCurrent(_hosted, owner, now))
            return null;

        owned.Touch(_hosted, owner, now);
        return owned.Context;
    }

    private async ValueTask<ActiveContext> MakeAsync(string owner, byte[] source, CancellationToken cancel)
    {
        if (source.Length > _options.MaxDocumentBytes)
            throw new JsonLdException(JsonLdErrorCode.TooLarge, $"A context may have {_options.MaxDocumentBytes} bytes at most.");

        using var json = Parse(source);
        ContextShape.Check(json.RootElement, null);
        var processor = new ContextProcessor((url, stop) => GetDocumentAsync(owner, url, stop), _options);
        await processor.ProcessAsync(json.RootElement, null, cancel);

        var context = IsNothing(json.RootElement)
            ? Default
            : new ActiveContext(source, SingleUrl(json.RootElement), processor.ToTable(), _names)
            {
                Fetched = [.. processor.Used.Where(used => used is { Cached.IsCore: false }).Select(used => (used.Url, used.Content))],
            };
        var resolved = new ResolvedContext(context, processor.Used);
        var now = _clock.GetUtcNow();
        resolved.Touch(_hosted, owner, now);

        // Not if a document came with no-store: then the context is made anew for each use.
        if (resolved.IsCurrent(_hosted, owner, now))
            _contexts.Set(resolved.IsOwned ? KeyOf(owner, source) : source, resolved);
        return context;
    }

    private async ValueTask<UsedDocument> GetDocumentAsync(string owner, string url, CancellationToken cancel)
    {
        if (CoreContexts.IsCore(url, out var minor))
            return Use(url, Cache.GetCore(url, minor));

        if (_hosted is not null && _hosted.TryGet(owner, url, out var hosted))
            return new UsedDocument(url, hosted, null);

        return ContextUrl.IsHttp(url)
            ? Use(url, await Cache.GetAsync(url, cancel))
            : throw new JsonLdException(JsonLdErrorCode.InvalidContext, $"\"{url}\" is no context that is served here.");
    }

    private static UsedDocument Use(string url, ContextDocument cached) => new(url, cached.Content, cached);

    private static JsonDocument Parse(byte[] source)
    {
        try
        {
            return JsonDocument.Parse(source);
        }
        catch (JsonException broken)
        {
            throw new JsonLdException(JsonLdErrorCode.InvalidContext, "The context is not valid JSON.", broken);
        }
    }

    // A client that sends null or an empty list names nothing, and is answered as if it had sent no context.
    private static bool IsNothing(JsonElement context) =>
        context.ValueKind == JsonValueKind.Null || (context.ValueKind == JsonValueKind.Array && context.GetArrayLength() == 0);

    private static string? SingleUrl(JsonElement context)
    {
        if (context.ValueKind == JsonValueKind.Array && context.GetArrayLength() == 1)
            context = context[0];
        return context.ValueKind == JsonValueKind.String ? context.GetString() : null;
    }

    // JSON never contains a zero byte, so the keys of a tenant cannot be taken for shared ones.
    private static byte[] KeyOf(string owner, ReadOnlySpan<byte> source) =>
        [OwnedKey, .. Encoding.UTF8.GetBytes(owner), OwnedKey, .. source];
}
