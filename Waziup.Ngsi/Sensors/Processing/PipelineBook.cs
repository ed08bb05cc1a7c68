using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text.Json;
using Waziup.Ngsi.Broker;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query;
using Waziup.Ngsi.Sensors.Readings;

namespace Waziup.Ngsi.Sensors.Processing;

/// <summary>Knows the pipelines of all tenants. One that was written elsewhere is known after two seconds at most.</summary>
internal sealed class PipelineBook(ContextBroker broker, StoredEntities stored, bool isGateway)
{
    /// <summary>How many pipelines of a tenant run: the first by their ids.</summary>
    public const int MaxPipelines = 1000;

    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<TenantId, (long ReadAt, ImmutableArray<BoundPipeline> Pipelines)> _known = new();

    /// <summary>The pipeline of a sensor; null for none. Of several the first by its id.</summary>
    /// <param name="tenant">Where.</param>
    /// <param name="sensor">The entity of the sensor, normalized.</param>
    /// <param name="cancel">Ends the wait.</param>
    public async ValueTask<BoundPipeline?> OfAsync(TenantId tenant, JsonElement sensor, CancellationToken cancel) =>
        (await AllAsync(tenant, cancel)).FirstOrDefault(pipeline => pipeline.Selector.Fits(sensor));

    /// <summary>Whether there is any that runs here.</summary>
    public async ValueTask<bool> AnyAsync(TenantId tenant, CancellationToken cancel) => !(await AllAsync(tenant, cancel)).IsEmpty;

    /// <summary>Reads them anew when they are next wanted.</summary>
    public void Forget(TenantId tenant) => _known.TryRemove(tenant, out _);

    private async ValueTask<ImmutableArray<BoundPipeline>> AllAsync(TenantId tenant, CancellationToken cancel)
    {
        if (_known.TryGetValue(tenant, out var known) && broker.Clock.GetElapsedTime(known.ReadAt) < Fresh)
            return known.Pipelines;
        var (readAt, found) = (broker.Clock.GetTimestamp(), new List<BoundPipeline>());
        var type = QueryPlan.FilterOf(new SelectorText(PipelineForm.Type, null, null), broker.Terms.Default);
        await broker.Storage.Entities.VisitAsync(tenant, new EntityQuery(type, broker.Now), entity =>
        {
            if (stored.TextOf(entity) is { } text && PipelineForm.OfEntity(text) is { Enabled: true } pipeline && IsHere(pipeline))
                found.Add(pipeline);
        }, cancel);
        ImmutableArray<BoundPipeline> pipelines = [.. found.OrderBy(pipeline => pipeline.Id, StringComparer.Ordinal).Take(MaxPipelines)];
        _known[tenant] = (readAt, pipelines);
        return pipelines;
    }

    private bool IsHere(BoundPipeline pipeline) => pipeline.RunsAt == "both" || pipeline.RunsAt == (isGateway ? "gateway" : "cloud");
}
