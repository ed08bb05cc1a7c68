using Waziup.Ngsi.Model;
using Waziup.Ngsi.Storage;
using Waziup.Ngsi.Storage.Writing;

namespace Waziup.Ngsi.Sqlite;

/// <summary>The tenants: what they hold, and their end.</summary>
internal sealed class Tenants(SqliteStorage storage, Readers readers, KnownTenants tenants, Chore removal) : ITenants
{
    private readonly UsageReader _usage = new(readers);

    /// <inheritdoc/>
    public bool Exists(TenantId tenant) => tenants.Exists(tenant);

    /// <inheritdoc/>
    public IReadOnlyList<TenantId> List() => tenants.List();

    /// <inheritdoc/>
    public ValueTask<IReadOnlyDictionary<TenantId, TenantUsage>> MeasureAsync(CancellationToken cancel) => _usage.ReadAsync(cancel);

    /// <inheritdoc/>
    public async ValueTask<bool> DropAsync(TenantId tenant, CancellationToken cancel)
    {
        var was = await storage.WriteAsync(transaction => transaction.DropTenant(tenant), cancel);
        removal.Wake();
        return was;
    }
}
