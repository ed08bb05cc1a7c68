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
    private readonly Pulse _changed = new();

    /// <summary>Ends when a registration comes, changes or goes after this is asked for.</summary>
    public Task Changed => _changed.Next;

    /// <summary>Reads a registration, which may be unsound.</summary>
    /// <exception cref="NgsiLdException">BadRequestData for what contradicts itself.</exception>
    public Registration Read(TenantId tenant, StoredRegistration stored) => RegistrationReader.Read(tenant, stored, terms.Default);

    /// <summary>Stores a registration that was read, new or in place of the one with its id.</summary>
    public async ValueTask PutAsync(StoredRegistration stored, Registration registration, CancellationToken cancel)
    {
        await StoreAsync(registration.Tenant, stored, cancel);
        live.Set(registration);
        _changed.Beat();
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
