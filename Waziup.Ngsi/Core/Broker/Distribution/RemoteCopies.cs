using System.Collections.Concurrent;
using System.Security.Cryptography;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Broker.Distribution;

/// <summary>Which subscriptions this broker has at sources, on behalf of which of its own.</summary>
/// <remarks>Thread-safe. Stored; another process may make some too.</remarks>
internal sealed class RemoteCopies(IStorage storage, TimeProvider clock)
{
    private const string Prefix = "urn:ngsi-ld:Subscription:distsub:";
    private const int KeyBytes = 16;

    private readonly ConcurrentDictionary<string, RemoteSubscription> _known = new(StringComparer.Ordinal);

    // Of those the source is being told; stored until it has been.
    private readonly ConcurrentDictionary<string, bool> _leaving = new(StringComparer.Ordinal);

    private long _readAt;

    private Instant Now => Instant.Of(clock.GetUtcNow());

    /// <summary>Reads those that are stored.</summary>
    public async ValueTask LoadAsync(CancellationToken cancel)
    {
        foreach (var (tenant, document) in await storage.Documents.ListAsync(DocumentKind.RemoteSubscription, cancel))
        {
            if (!_leaving.ContainsKey(document.Id))
                _known[document.Id] = RemoteSubscription.Of(tenant, document);
        }
    }

    /// <summary>Those of a subscription.</summary>
    public List<RemoteSubscription> Of(DocumentKey subscription) => [.. _known.Values.Where(copy => copy.Subscription == subscription)];

    /// <summary>The one that a source names; null where there is none.</summary>
    public async ValueTask<RemoteSubscription?> FindAsync(string id, CancellationToken cancel)
    {
        // Another process may have made it; whoever guesses does not have all of them read each time.
        var mayBe = id.Length == Prefix.Length + (2 * KeyBytes) && id.StartsWith(Prefix, StringComparison.Ordinal);
        if (mayBe && !_known.ContainsKey(id) && Now.Micros - Interlocked.Read(ref _readAt) > 1_000_000)
        {
            Interlocked.Exchange(ref _readAt, Now.Micros);
            await LoadAsync(cancel);
        }
        return _known.GetValueOrDefault(id);
    }

    /// <summary>Makes one, under an id that nobody guesses.</summary>
    public async ValueTask<RemoteSubscription> AddAsync(DocumentKey subscription, string registration, CancellationToken cancel)
    {
        var copy = new RemoteSubscription(Prefix + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(KeyBytes)), subscription, registration);
        await storage.Documents.PutAsync(subscription.Tenant, copy.ToDocument(Now), cancel);
        return _known[copy.Id] = copy;
    }

    /// <summary>Those at the source of a registration.</summary>
    public List<RemoteSubscription> At(DocumentKey registration) =>
        [.. _known.Values.Where(copy => copy.Registration == registration.Id && copy.Subscription.Tenant == registration.Tenant)];

    /// <summary>Knows one no more; it is stored until it is removed.</summary>
    public void Drop(RemoteSubscription copy)
    {
        _leaving[copy.Id] = true;
        _known.TryRemove(copy.Id, out _);
    }

    /// <summary>Knows one again that was dropped.</summary>
    public void Return(RemoteSubscription copy)
    {
        _known[copy.Id] = copy;
        _leaving.TryRemove(copy.Id, out _);
    }

    /// <summary>Forgets one durably.</summary>
    public async ValueTask RemoveAsync(RemoteSubscription copy, CancellationToken cancel)
    {
        Drop(copy);
        await storage.Documents.DeleteAsync(copy.Subscription.Tenant, DocumentKind.RemoteSubscription, copy.Id, cancel);
        _leaving.TryRemove(copy.Id, out _);
    }
}
