using Npgsql;
using NpgsqlTypes;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Storage;
using Waziup.Ngsi.Storage.Writing;

namespace Waziup.Ngsi.PostgreSql;

/// <summary>The tenants: what they hold, and their end.</summary>
/// <param name="source">Gives connections.</param>
/// <param name="tenants">What is known of them.</param>
/// <param name="removal">Takes the rows of deleted ones away.</param>
/// <param name="changed">Tells other nodes.</param>
internal sealed class Tenants(NpgsqlDataSource source, KnownTenants tenants, Chore removal, Action changed) : ITenants
{
    private const string Usage =
        $"""
        select t.name, sum(u.entities)::bigint, sum(u.rows)::bigint, sum(u.bytes)::bigint
        from (
            select tenant, count(*) filter (where deleted is null) as entities, 0 as rows, sum(length(idx) + length(doc)) as bytes from entity group by tenant
            union all
            select tenant, 0, count(*), coalesce(sum(length(body)), 0) from history group by tenant) u
        join {TenantTable.Named} u.tenant group by t.name
        """;

    /// <inheritdoc/>
    public bool Exists(TenantId tenant) => tenants.Exists(tenant);

    /// <inheritdoc/>
    public IReadOnlyList<TenantId> List() => tenants.List();

    /// <inheritdoc/>
    public ValueTask<IReadOnlyDictionary<TenantId, TenantUsage>> MeasureAsync(CancellationToken cancel) => MeasureAsync(source, cancel);

    /// <summary>Measures what each tenant holds.</summary>
    public static ValueTask<IReadOnlyDictionary<TenantId, TenantUsage>> MeasureAsync(NpgsqlDataSource source, CancellationToken cancel) => source.UseAsync<IReadOnlyDictionary<TenantId, TenantUsage>>(
        async connection =>
        {
            var found = new Dictionary<TenantId, TenantUsage>();
            await using var transaction = await connection.BeginTransactionAsync(cancel);
            // However long it takes: nobody waits for it.
            await using (var patient = new NpgsqlCommand("set local statement_timeout = 0", connection))
                await patient.ExecuteNonQueryAsync(cancel);
            await using var command = new NpgsqlCommand(Usage, connection) { CommandTimeout = 0 };
            await using var rows = await command.ExecuteReaderAsync(cancel);
            while (await rows.ReadAsync(cancel))
                found[rows.Tenant(0)] = new TenantUsage(rows.GetInt64(1), rows.GetInt64(2), rows.GetInt64(3));
            return found;
        },
        cancel);

    /// <inheritdoc/>
    public async ValueTask<bool> DropAsync(TenantId tenant, CancellationToken cancel)
    {
        // Every transaction that begins from now on sees the new number of the version, and then the tenants as they are.
        var dropped = await source.ListAsync(
            $"""
            with dropped as (update tenant set name = '{DroppedTenants.Open}' || id where name = $1 returning id),
            versioned as (update meta set value = (value::bigint + 1)::text where name = 'indexes' and exists (select 1 from dropped))
            select count(*) from dropped
            """,
            parameters => parameters.Add(NpgsqlDbType.Text, tenant.Value), row => row.GetInt64(0), cancel);
        if (dropped[0] > 0 && tenant == TenantId.Default)
            await source.ListAsync(TenantTable.Insert, parameters => parameters.Add(NpgsqlDbType.Text, tenant.Value), row => row.GetInt32(0), cancel);
        await source.UseAsync(
            connection =>
            {
                TenantTable.Load(connection, tenants);
                return ValueTask.FromResult(true);
            },
            cancel);
        changed();
        removal.Wake();
        return dropped[0] > 0;
    }
}
