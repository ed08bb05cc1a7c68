using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Broker;

/// <summary>The contexts that this broker serves, of each tenant; mirrored in memory.</summary>
internal sealed class HostedContexts(IStorage storage, TimeProvider clock) : IHostedContexts
{
    /// <summary>Where they are served, below the host.</summary>
    public const string Path = "/ngsi-ld/v1/jsonldContexts/";

    private readonly ConcurrentDictionary<(string Tenant, string Id), HostedContext> _contexts = new();

    /// <summary>Reads them from the store: before the first request, and when another node has changed some.</summary>
    public async ValueTask LoadAsync(CancellationToken cancel)
    {
        // What was here before it was read, and is not there any more, was removed.
        var gone = _contexts.Keys.ToHashSet();
        foreach (var (tenant, document) in await storage.Documents.ListAsync(DocumentKind.Context, cancel))
        {
            var kind = document.Owner == nameof(ContextKind.ImplicitlyCreated) ? ContextKind.ImplicitlyCreated : ContextKind.Hosted;
            _contexts.TryAdd((tenant.Value, document.Id), new HostedContext(document.Id, kind, document.Body, document.ModifiedAt));
            gone.Remove((tenant.Value, document.Id));
        }
        foreach (var key in gone)
            _contexts.TryRemove(key, out _);
    }

    public HostedContext? Find(TenantId tenant, string id) => _contexts.GetValueOrDefault((tenant.Value, id));

    public IReadOnlyList<HostedContext> List(TenantId tenant) =>
        [.. _contexts.Where(pair => pair.Key.Tenant == tenant.Value).Select(pair => pair.Value)
            .OrderBy(context => context.CreatedAt.Micros).ThenBy(context => context.Id, StringComparer.Ordinal)];

    public async ValueTask<HostedContext> AddAsync(TenantId tenant, ContextKind kind, ReadOnlyMemory<byte> context, CancellationToken cancel)
    {
        var now = Instant.Of(clock.GetUtcNow());
        var id = Guid.CreateVersion7(clock.GetUtcNow()).ToString("N");
        var added = new HostedContext(id, kind, Document(context.Span), now);
        await storage.Documents.PutAsync(tenant, new Document(DocumentKind.Context, id, kind.ToString(), now, added.Document), cancel);
        _contexts[(tenant.Value, id)] = added;
        return added;
    }

    /// <summary>The context that was made implicitly of an inline one; made now where it is not there.</summary>
    public async ValueTask<HostedContext> ImplicitAsync(TenantId tenant, ReadOnlyMemory<byte> context, CancellationToken cancel)
    {
        var document = Document(context.Span);
        return List(tenant).FirstOrDefault(known => known.Kind == ContextKind.ImplicitlyCreated && known.Document.Span.SequenceEqual(document))
            ?? await AddAsync(tenant, ContextKind.ImplicitlyCreated, context, cancel);
    }

    public async ValueTask<bool> RemoveAsync(TenantId tenant, string id, CancellationToken cancel)
    {
        if (await storage.Documents.DeleteAsync(tenant, DocumentKind.Context, id, cancel) != Outcome.Done)
            return false;
        _contexts.TryRemove((tenant.Value, id), out _);
        return true;
    }

    /// <inheritdoc/>
    public bool TryGet(string owner, string url, out ReadOnlyMemory<byte> document)
    {
        document = default;
        if (IdIn(url) is not { } id || !_contexts.TryGetValue((owner, id), out var found))
            return false;
        document = found.Document;
        return true;
    }

    /// <inheritdoc/>
    public void Used(string owner, string url)
    {
        if (IdIn(url) is { } id && _contexts.TryGetValue((owner, id), out var found))
            found.Use(Instant.Of(clock.GetUtcNow()));
    }

    /// <summary>Ids cannot be guessed, so a URL that ends in one is ours, whatever name or address the host was reached under.</summary>
    private static string? IdIn(string url)
    {
        var at = url.LastIndexOf(Path, StringComparison.Ordinal);
        return at < 0 ? null : url[(at + Path.Length)..];
    }

    private static byte[] Document(ReadOnlySpan<byte> context)
    {
        using var output = PooledBuffer.Rent();
        output.Append("{\"@context\":"u8);
        var reader = new Utf8JsonReader(context);
        reader.Read();
        Utf8Json.CopyValue(ref reader, output, keepNulls: true);
        output.Append((byte)'}');
        return output.Written.ToArray();
    }
}
