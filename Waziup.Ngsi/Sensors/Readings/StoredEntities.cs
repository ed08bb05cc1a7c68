using System.Text.Json;
using Waziup.Ngsi.Access;
using Waziup.Ngsi.Broker;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query;
using Waziup.Ngsi.Rendering;
using Waziup.Ngsi.Sensors.Registry;

namespace Waziup.Ngsi.Sensors.Readings;

/// <summary>Looks up what the bridge itself has to know of devices, whoever calls; nothing of it is shown to anybody.</summary>
internal sealed class StoredEntities(ContextBroker broker)
{
    private readonly Projection _unit = ProjectionParser.Parse("unit", omit: null, attrs: null, datasetId: null, linkDepth: 0, broker.Terms.Default);

    /// <summary>An entity that is there; null where none is.</summary>
    public ValueTask<Entity?> FindAsync(TenantId tenant, string id, CancellationToken cancel) => FindAsync(tenant, IdOf(id), cancel);

    /// <inheritdoc cref="FindAsync(TenantId, string, CancellationToken)"/>
    public async ValueTask<Entity?> FindAsync(TenantId tenant, EntityId id, CancellationToken cancel) =>
        await broker.Storage.Entities.FindAsync(tenant, id, cancel) is { IsDeleted: false } entity && !entity.IsExpired(broker.Now) ? entity : null;

    /// <summary>An entity that is there, normalized.</summary>
    public async ValueTask<JsonElement?> ReadAsync(TenantId tenant, string id, CancellationToken cancel) =>
        await FindAsync(tenant, id, cancel) is { } entity ? TextOf(entity) : null;

    /// <summary>The normalized form of a stored entity; null where nothing of it is left.</summary>
    public JsonElement? TextOf(Entity entity) => EntityView.Of(entity, Grant.Open, Projection.Whole, broker.Now) is { } view ? Text(view) : null;

    /// <summary>The code of the unit of a sensor; null where it has none.</summary>
    public string? UnitOf(Entity sensor) =>
        EntityView.Of(sensor, Grant.Open, _unit, broker.Now) is { } view ? Stored.Text(Text(view), "unit", "unitCode") : null;

    /// <summary>What holds of devices that wait for an approval.</summary>
    public static Filter Waits(Call call) => FilterOf(call, "Device", $"deviceState==\"{DeviceStates.Pending}\"");

    /// <summary>What holds of the sensors of a device.</summary>
    public static Filter PartsOf(Call call, string device) => FilterOf(call, "DeviceMeasurement", $"refDevice==\"{device}\"");

    /// <summary>How many entities there are of which something holds.</summary>
    public async ValueTask<long> CountAsync(Call call, Filter filter, CancellationToken cancel) =>
        (await broker.Storage.Entities.QueryAsync(call.Tenant, new EntityQuery(filter, call.Now, 0, 1, WantsTotal: true), cancel)).Total ?? 0;

    /// <summary>Entities of a type that fulfil a condition, normalized, the oldest first.</summary>
    /// <param name="call">Where; whose call it is does not matter.</param>
    /// <param name="type">The type.</param>
    /// <param name="q">The condition.</param>
    /// <param name="most">How many at most.</param>
    /// <param name="cancel">Ends the query.</param>
    public async ValueTask<JsonElement[]> QueryAsync(Call call, string type, string q, int most, CancellationToken cancel)
    {
        var page = await broker.Storage.Entities.QueryAsync(call.Tenant, new EntityQuery(FilterOf(call, type, q), call.Now, 0, most), cancel);
        return [.. page.Rows.Select(TextOf).OfType<JsonElement>()];
    }

    /// <summary>What a caller sees of an entity, normalized; null where it is not there for him.</summary>
    public async ValueTask<JsonElement?> SeenAsync(Call call, string id, CancellationToken cancel) =>
        await broker.Reads.FindAsync(call, IdOf(id), null, Projection.Whole, JoinPlan.None, [], cancel) is [var view, ..] ? Text(view) : null;

    /// <summary>The id that a device or a part of one has got.</summary>
    /// <exception cref="NgsiLdException">BadRequestData: the name is too long for one.</exception>
    public static EntityId IdOf(string id) => EntityId.TryParse(id, out var known) ? known : throw NgsiLdErrors.Bad("the name of the device or the sensor is too long");

    /// <summary>The normalized form of a view.</summary>
    public JsonElement Text(EntityView view)
    {
        using var text = PooledBuffer.Rent();
        Renderer.Write(text, view, broker.Terms.Default, Shape.Plain);
        return JsonElement.Parse(text.Written);
    }

    private static Filter FilterOf(Call call, string type, string q) => QueryPlan.Of(new QueryRequest { Selectors = [new SelectorText(type, null, null)], Q = q }, call).Filter;
}
