using Waziup.Ngsi.Access.Disclosing;
using Waziup.Ngsi.Access.Noise;
using Waziup.Ngsi.Access.Policies;
using Waziup.Ngsi.Access.Policies.Releases;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Broker.Releases;

/// <summary>Publishes what a policy releases and has not published yet.</summary>
/// <remarks>
/// 1 which cells may have become complete             3 gather their readings, some cells at a time
/// 2 which entities count, for whom and in which group     4 write what has enough and is not in the history of what was published
/// </remarks>
internal sealed class ReleaseRun(IStorage storage, ReleaseWriter writer, TenantId tenant, PolicySet set, DocumentPolicy policies, Policy policy, Instant now)
{
    private const int MostBack = 400;
    private const int CellsAtOnce = 32;

    private readonly Release _release = policy.Release!;

    public async ValueTask RunAsync(CancellationToken cancel)
    {
        // 1
        var progress = new ReleaseProgress(storage.Documents, tenant, policy.Id);
        var newest = _release.Period.IndexOf(now);
        var done = await progress.FindAsync(cancel) is { } through ? _release.Period.IndexOf(through) : (long?)null;
        if (done >= newest)
            return;
        var cells = CellsOf(done, newest);
        if (cells.Count > 0)
        {
            // 2
            var sources = await SourcesAsync(cancel);
            foreach (var some in cells.Chunk(CellsAtOnce))
            {
                // 3
                var gathered = await GatherAsync(sources, some, cancel);
                // 4
                await writer.WriteAsync(tenant, _release, gathered, newest, cancel);
            }
        }
        await progress.KeepAsync(_release.Period.StartOf(newest), now, cancel);
    }

    /// <summary>The cells of which a generation has become complete since, the oldest first.</summary>
    private List<long> CellsOf(long? done, long newest)
    {
        var oldest = newest - MostBack;
        var cells = new SortedSet<long>();
        for (var generation = 0; generation <= _release.LastGeneration; generation++)
        {
            var length = AlignedPeriod.CompleteWith(0, generation);
            for (var index = Math.Max(oldest, (done ?? long.MinValue / 2) + 1 - length); index <= newest - length; index++)
                cells.Add(index);
        }
        return [.. cells.Where(index => policy.From.IsNone || _release.Period.StartOf(index) >= policy.From)];
    }

    private async ValueTask<List<ReleaseSource>> SourcesAsync(CancellationToken cancel)
    {
        var sources = new List<ReleaseSource>();
        // What was published is no source of it.
        var filter = new Filter.All([
            _release.Sources, new Filter.HasAttribute(_release.Attribute), new Filter.Not(policy.Entities), new Filter.Not(await Objections.ToAsync(set.Policies, _release.Attribute, now, author => policies.AdministeredAsync(set, author, tenant, cancel))),
        ]);
        await storage.Entities.VisitAsync(tenant, new EntityQuery(filter, now), entity =>
        {
            if (ReleaseSource.Of(entity, _release, now) is { Groups.IsEmpty: false } source)
                sources.Add(source);
        }, cancel);
        return sources;
    }

    private async ValueTask<GatheredCells> GatherAsync(List<ReleaseSource> sources, long[] cells, CancellationToken cancel)
    {
        // Of the policy, whatever version of it: what it has published it does not publish anew.
        var gathered = new GatheredCells(_release, _release.Lattice is { } lattice ? new NoisyUnits(policies.NoiseSecretOf(tenant).Span, policy.Id, lattice, _release.Epsilon) : null);
        foreach (var source in sources)
        {
            for (var (first, last) = (0, 0); first < cells.Length; first = last + 1)
            {
                // Cells beside each other are read at once.
                for (last = first; last + 1 < cells.Length && cells[last + 1] == cells[last] + 1;)
                    last++;
                var window = new Window(TimeProperty.ObservedAt, _release.Period.StartOf(cells[first]), _release.Period.StartOf(cells[last] + 1)) { Names = [_release.Attribute.Value] };
                await storage.History.VisitAsync(tenant, source.Id, window, row =>
                {
                    gathered.Add(source, row);
                    return true;
                }, cancel);
            }
        }
        return gathered;
    }
}
