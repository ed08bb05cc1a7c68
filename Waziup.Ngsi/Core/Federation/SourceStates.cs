using System.Collections.Concurrent;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Federation;

/// <summary>How each source has answered, and which of them are left alone for a while after a failure (5.2.34 cooldown).</summary>
/// <remarks>Thread-safe. What changes is stored from time to time: a count may be a little behind after a crash.</remarks>
internal sealed class SourceStates(IStorage storage, LiveRegistrations live, TimeProvider clock)
{
    private readonly ConcurrentDictionary<DocumentKey, SourceState> _states = new();
    private readonly ConcurrentDictionary<DocumentKey, bool> _unsaved = new();

    private Instant Now => Instant.Of(clock.GetUtcNow());

    public SourceState this[DocumentKey key] => _states.GetValueOrDefault(key, SourceState.None);

    /// <summary>Reads what is stored.</summary>
    public async ValueTask LoadAsync(CancellationToken cancel)
    {
        foreach (var (tenant, document) in await storage.Documents.ListAsync(DocumentKind.SourceState, cancel))
            _states.TryAdd(new DocumentKey(tenant, document.Id), SourceState.Of(document));
    }

    /// <summary>Whether the source has failed so recently that it is not asked.</summary>
    public bool IsCooling(Registration registration) =>
        registration.Management.Cooldown is { } cooldown && this[registration.Key] is { IsFailed: true } state
            && Now.ToDateTimeOffset() - state.LastFailure.ToDateTimeOffset() < cooldown;

    /// <summary>A forwarded request has ended.</summary>
    public void Note(DocumentKey key, bool isSuccess)
    {
        var now = Now;
        _states.AddOrUpdate(
            key, _ => isSuccess ? SourceState.None.Succeeded(now) : SourceState.None.Failed(now), (_, state) => isSuccess ? state.Succeeded(now) : state.Failed(now));
        _unsaved[key] = true;
    }

    /// <summary>Stores what has changed.</summary>
    public async ValueTask SaveAsync(CancellationToken cancel)
    {
        foreach (var key in _unsaved.Keys)
        {
            if (!_unsaved.TryRemove(key, out _) || !_states.TryGetValue(key, out var state))
                continue;
            // What is written of a tenant brings it into being.
            if (live.Find(key) is null || !storage.Tenants.Exists(key.Tenant))
            {
                _states.TryRemove(key, out _);
                continue;
            }
            try
            {
                await storage.Documents.PutAsync(key.Tenant, state.ToDocument(key, Now), cancel);
            }
            catch
            {
                _unsaved[key] = true;
                throw;
            }
        }
    }

    /// <summary>The registration is gone.</summary>
    public async ValueTask ForgetAsync(DocumentKey key, CancellationToken cancel)
    {
        _states.TryRemove(key, out _);
        _unsaved.TryRemove(key, out _);
        await storage.Documents.DeleteAsync(key.Tenant, DocumentKind.SourceState, key.Id, cancel);
    }
}
