using Microsoft.Extensions.Logging;
using Waziup.Ngsi.Federation;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Notifications;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Broker.Registrations;

/// <summary>The registrations of all tenants; whoever looks for sources finds each.</summary>
internal sealed partial class RegistrationShelf(IStorage storage, ContextResolver terms, LiveRegistrations live, SourceStates states, ILogger log)
    : Shelf<StoredRegistration>(storage, DocumentKind.Registration)
{
    private readonly IStorage _storage = storage;
    private readonly Lock _gate = new();
    private Task _catchingUp = Task.CompletedTask;
    private readonly Pulse _changed = new();

    /// <summary>Ends when a registration comes, changes or goes after this is asked for.</summary>
    public Task Changed => _changed.Next;

    /// <summary>Reads a registration, which may be unsound.</summary>
    /// <exception cref="NgsiLdException">BadRequestData for what contradicts itself.</exception>
    public Registration Read(TenantId tenant, StoredRegistration stored) => RegistrationReader.Read(tenant, stored, terms.Default);

    /// <inheritdoc/>
    public override async ValueTask LoadAsync(CancellationToken cancel)
    {
        var fence = await _storage.Documents.FenceAsync(cancel);
        await base.LoadAsync(cancel);
        live.Reach(fence);
    }

    /// <summary>Stores a registration that was read, new or in place of the one with its id.</summary>
    /// <remarks>No process on the store writes any more what it stands in for, once the call returns, and what they have written is to be found.</remarks>
    public async ValueTask PutAsync(StoredRegistration stored, Registration registration, CancellationToken cancel)
    {
        if (registration.IsProxy)
        {
            var fence = await _storage.Documents.RaiseAsync(registration.Tenant, stored.ToDocument(), cancel);
            Keep(registration.Tenant, stored);
            live.Set(registration);
            live.Advance(fence);
        }
        else
        {
            await StoreAsync(registration.Tenant, stored, cancel);
            live.Set(registration);
        }
        _changed.Beat();
    }

    /// <summary>Reads what others have registered, where some of it decides on what is written here.</summary>
    /// <remarks>Many find at the same time that they were overtaken: one reads for all. Who was too late for that finds it again.</remarks>
    public async ValueTask CatchUpAsync(CancellationToken cancel)
    {
        Task reading;
        lock (_gate)
            reading = _catchingUp = _catchingUp.IsCompleted ? ReadAsync() : _catchingUp;
        await reading.WaitAsync(cancel);
    }

    private async Task ReadAsync()
    {
        if (await _storage.Documents.FenceAsync(CancellationToken.None) > live.Fence)
            await LoadAsync(CancellationToken.None);
    }

    /// <summary>Takes a registration away.</summary>
    /// <returns>Whether it was there.</returns>
    public async ValueTask<bool> RemoveAsync(DocumentKey key, CancellationToken cancel)
    {
        var was = await DeleteAsync(key.Tenant, key.Id, cancel);
        await states.ForgetAsync(key, cancel);
        return was;
    }

    /// <summary>The tenants that have some.</summary>
    public IReadOnlyCollection<TenantId> Tenants => [.. All.Select(pair => pair.Key.Tenant).Distinct()];

    /// <summary>Those of a tenant whose time is over (5.2.9).</summary>
    public IReadOnlyList<DocumentKey> Expired(TenantId tenant, Instant now) =>
        [.. All.Where(pair => pair.Key.Tenant == tenant && pair.Value.Form.Time("expiresAt") is { IsNone: false } end && end <= now).Select(pair => pair.Key)];

    /// <inheritdoc/>
    protected override StoredRegistration Read(Document document) => StoredRegistration.Of(document);

    /// <inheritdoc/>
    protected override ValueTask PlaceAsync(DocumentKey key, StoredRegistration stored, CancellationToken cancel)
    {
        try
        {
            live.Set(Read(key.Tenant, stored));
            _changed.Beat();
        }
        catch (NgsiLdException failure)
        {
            // It is there to be retrieved, changed and deleted; the others go on.
            live.Remove(key);
            Unreadable(log, stored.Id, failure.Message);
        }
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    protected override void Drop(DocumentKey key)
    {
        base.Drop(key);
        live.Remove(key);
        _changed.Beat();
    }

    [LoggerMessage(LogLevel.Warning, "Registration {Registration} cannot be read, and its source is not asked: {Reason}")]
    private static partial void Unreadable(ILogger log, string registration, string reason);
}
