using Waziup.Ngsi.Access;
using Waziup.Ngsi.Broker;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Sync.Uplink;

/// <summary>Finds what the next step has to tell: all entities once, then what has changed, and the values of the past in the order in which they were written.</summary>
/// <remarks>
/// What is told of entities is always how they are now: however many changes wait, each entity goes once. So after a long time without a link the present is there at
/// once, and the past follows. The change log may be trimmed meanwhile: then all entities are told of anew.
/// </remarks>
/// <param name="storage">What is here.</param>
/// <param name="policy">Decides what the reader of the link sees.</param>
/// <param name="reader">The reader of the link.</param>
/// <param name="options">How much at once.</param>
internal sealed class Reckoning(IStorage storage, IAccessPolicy policy, Caller reader, UplinkOptions options)
{
    private const int RecordsAtOnce = 1_000;
    private const int MostRecords = 20_000;

    /// <summary>The next step behind a position; null for the first of all.</summary>
    /// <param name="before">The position.</param>
    /// <param name="wantsPast">Whether the past is told too.</param>
    /// <param name="now">The time.</param>
    /// <param name="cancel">Ends it.</param>
    public async ValueTask<Step> NextAsync(UplinkPosition? before, bool wantsPast, Instant now, CancellationToken cancel)
    {
        var loading = new Loading(storage, policy, reader, now);
        // From where changes go on is noted before the first entity is told of.
        if (before is null || await FollowAsync(loading, before, now, cancel) is not { } position)
            return new Step([], await BeginAsync(before, cancel), 0);
        // The past of an entity that the cloud does not know yet waits until it does.
        var (rows, through) = (0, Instant.None);
        if (wantsPast && position.Pass is null)
            (position, rows, through) = await PastAsync(loading, position, cancel);
        return new Step([.. loading.Cargoes], position, rows) { Through = through };
    }

    /// <summary>Everything of an entity that was refused, and the rows of its past that were: the first of them, where there are many.</summary>
    /// <returns>The step; and the first row that is left for another one, null for none.</returns>
    public async ValueTask<(Step Step, long? Next)> AgainAsync(RefusedEntity entity, UplinkPosition position, Instant now, CancellationToken cancel)
    {
        var (tenant, id) = (entity.Tenant, entity.Id);
        var loading = new Loading(storage, policy, reader, now);
        var query = new EntityQuery(new Filter.HasId([id]), now, Limit: 1) { WithRemains = true };
        if ((await storage.Entities.QueryAsync(tenant, query, cancel)).Rows is [var stored])
            await loading.AddWholeAsync(tenant, stored, entity.Replaces, cancel);
        // The first by number; they come by time.
        var rows = new PriorityQueue<HistoryRow, long>();
        await storage.History.VisitAsync(tenant, id, Window.Whole, row =>
        {
            if (entity.Rows.Contains(row.Sequence) && row.Sequence <= position.Rows)
                rows.Enqueue(row, -row.Sequence);
            if (rows.Count > options.MaxRows + 1)
                rows.Dequeue();
            return true;
        }, cancel);
        long? next = rows.Count > options.MaxRows ? rows.Dequeue().Sequence : null;
        await loading.AddPastAsync(tenant, id, rows.UnorderedItems.Select(item => item.Element).OrderBy(row => row.Sequence), cancel);
        return (new Step([.. loading.Cargoes], position, rows.Count), next);
    }

    // Where changes went that nobody has told of, all entities are told of, and take the place of what the cloud has of them.
    private async ValueTask<UplinkPosition> BeginAsync(UplinkPosition? before, CancellationToken cancel) =>
        new(await storage.Changes.ThroughAsync(cancel), before?.Rows ?? 0, new UplinkPass("", 0, Replaces: before is not null));

    // Null where changes went meanwhile that nobody has told of: it is looked for them when the others have been read.
    private async ValueTask<UplinkPosition?> FollowAsync(Loading loading, UplinkPosition before, Instant now, CancellationToken cancel)
    {
        var after = before.Pass is { } pass ? await PassAsync(loading, before, pass, now, cancel) : await ChangesAsync(loading, before, cancel);
        return before.Changes < await storage.Changes.TrimmedAsync(cancel) ? null : after;
    }

    private async ValueTask<UplinkPosition> PassAsync(Loading loading, UplinkPosition position, UplinkPass pass, Instant now, CancellationToken cancel)
    {
        var tenants = storage.Tenants.List().Where(tenant => !tenant.IsSnapshot).OrderBy(tenant => tenant.Value, StringComparer.Ordinal).ToList();
        foreach (var tenant in tenants.SkipWhile(tenant => string.CompareOrdinal(tenant.Value, pass.Tenant) < 0))
        {
            var passed = tenant.Value == pass.Tenant ? pass.Entities : 0;
            var page = await storage.Entities.QueryAsync(tenant, new EntityQuery(Filter.Everything, now, passed, options.MaxEntities) { WithRemains = true }, cancel);
            foreach (var entity in page.Rows)
                await loading.AddWholeAsync(tenant, entity, pass.Replaces, cancel);
            if (page.Rows.Count > 0)
                return position with { Pass = pass with { Tenant = tenant.Value, Entities = passed + page.Rows.Count } };
        }
        return position with { Pass = null };
    }

    private async ValueTask<UplinkPosition> ChangesAsync(Loading loading, UplinkPosition position, CancellationToken cancel)
    {
        var (touched, after, read) = (new Dictionary<(TenantId, EntityId), Touched>(), position.Changes, 0);
        while (read < MostRecords && touched.Count < options.MaxEntities)
        {
            var records = await storage.Changes.ReadAsync(after, RecordsAtOnce, cancel);
            foreach (var record in records.Where(record => !record.Tenant.IsSnapshot))
            {
                if (!touched.TryGetValue((record.Tenant, record.After.Id), out var entity))
                    touched[(record.Tenant, record.After.Id)] = entity = new Touched();
                entity.Add(record);
            }
            if (records.Count == 0)
                break;
            (after, read) = (records[^1].Sequence, read + records.Count);
        }
        foreach (var ((tenant, id), entity) in touched)
            await loading.AddAsync(tenant, id, entity, cancel);
        return position with { Changes = after };
    }

    private async ValueTask<(UplinkPosition Position, int Rows, Instant Through)> PastAsync(Loading loading, UplinkPosition position, CancellationToken cancel)
    {
        var entities = new Dictionary<(TenantId, EntityId), List<HistoryRow>>();
        var (count, last) = (0, Instant.None);
        var through = await storage.History.VisitWrittenAsync(position.Rows, options.MaxRows, written =>
        {
            (count, last) = (count + 1, written.Row.ModifiedAt);
            if (written.Tenant.IsSnapshot)
                return;
            if (!entities.TryGetValue((written.Tenant, written.Entity), out var rows))
                entities[(written.Tenant, written.Entity)] = rows = [];
            rows.Add(written.Row);
        }, cancel);
        foreach (var ((tenant, id), rows) in entities)
            await loading.AddPastAsync(tenant, id, rows, cancel);
        return (position with { Rows = through }, count, last);
    }
}

/// <summary>What one step tells, and the position behind it.</summary>
/// <param name="Cargoes">What is told, by tenant.</param>
/// <param name="Position">How far the cloud has been told when it has taken that.</param>
/// <param name="Rows">How many rows of the history were looked at; as many as there may be in a step: there are more.</param>
internal sealed record Step(IReadOnlyList<Cargo> Cargoes, UplinkPosition Position, int Rows)
{
    /// <summary>When the last of them was written; none where there was none.</summary>
    public Instant Through { get; init; } = Instant.None;
}
