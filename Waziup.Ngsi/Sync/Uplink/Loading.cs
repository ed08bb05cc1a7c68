using System.Collections.Immutable;
using Waziup.Ngsi.Access;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Sync.Uplink;

/// <summary>Loads the cargo of one step: all of it is what the reader of the link sees now, whatever he saw when it was written.</summary>
/// <param name="storage">What is here.</param>
/// <param name="policy">Decides what he sees.</param>
/// <param name="reader">The reader of the link.</param>
/// <param name="now">The time of the step.</param>
internal sealed class Loading(IStorage storage, IAccessPolicy policy, Caller reader, Instant now)
{
    private readonly Dictionary<TenantId, (Cargo Cargo, Grant Present, Grant Past)> _tenants = [];

    /// <summary>The cargo of each tenant.</summary>
    public IEnumerable<Cargo> Cargoes => _tenants.Values.Select(one => one.Cargo);

    /// <summary>Loads what changes have touched of an entity.</summary>
    public async ValueTask AddAsync(TenantId tenant, EntityId id, Touched touched, CancellationToken cancel)
    {
        var (cargo, grant, _) = await OfAsync(tenant, cancel);
        if (await storage.Entities.FindAsync(tenant, id, cancel) is not { } entity)
        {
            // Where it is gone by a later change, that one tells.
            if (touched.Deleted is { } before && grant.Admits(before, now))
                cargo.Gone.Add(new GoneEntity(id, grant.FormsOf(before, now).IdOf(id)));
            return;
        }
        var isWhole = touched.IsWhole || touched.Replaces;
        var replaces = touched.Replaces || (touched.IsNew && await WasThereAsync(tenant, entity, cancel));
        var isSeen = (!isWhole && touched.Names.Count == 0) || await AddAsync(cargo, grant, entity, isWhole ? null : touched.Names, replaces, cancel);
        if (!isSeen && touched.Deleted is { } was && grant.Admits(was, now))
            cargo.Gone.Add(new GoneEntity(id, grant.FormsOf(was, now).IdOf(id)));
        AddGone(cargo, grant, entity, touched.Gone);
    }

    /// <summary>Loads all of an entity, or that it is gone.</summary>
    /// <param name="tenant">Whose it is.</param>
    /// <param name="stored">The entity, or what remains of it.</param>
    /// <param name="replaces">Whether it takes the place of what the cloud has.</param>
    /// <param name="cancel">Ends the wait.</param>
    public async ValueTask AddWholeAsync(TenantId tenant, Entity stored, bool replaces, CancellationToken cancel)
    {
        var (cargo, grant, _) = await OfAsync(tenant, cancel);
        if (stored.IsDeleted)
        {
            if (grant.Admits(stored, now))
                cargo.Gone.Add(new GoneEntity(stored.Id, grant.FormsOf(stored, now).IdOf(stored.Id)));
            return;
        }
        await AddAsync(cargo, grant, stored, names: null, replaces, cancel);
        AddGone(cargo, grant, stored, stored.Tombstones.Select(gone => (gone.Name, gone.DatasetId)));
    }

    /// <summary>Loads rows of an entity: values that were observed, but for those that the present tells.</summary>
    public async ValueTask AddPastAsync(TenantId tenant, EntityId id, IEnumerable<HistoryRow> rows, CancellationToken cancel)
    {
        var (cargo, present, grant) = await OfAsync(tenant, cancel);
        if (await HeadAsync(tenant, id, cancel) is not { } head || HistoryGate.Of(head, grant, Projection.Whole, TimeProperty.ObservedAt, now) is not { } gate)
            return;
        var told = rows.Where(row => row is { IsObserved: true, IsDeletion: false } && row.Name != Model.Core.Scope.Value
            && gate.CellsOf(row) is null && gate.Shows(row) && !cargo.Has(id, row)).ToList();
        if (told.Count == 0)
            return;
        cargo.Past.Add(new PastEntity(gate, told));
        await AddAfterPastAsync(cargo, present, gate, told, cancel);
    }

    /// <summary>Loads what has to be told again behind the past of an entity: a cloud may take that for news, and bring back what is gone.</summary>
    private async ValueTask AddAfterPastAsync(Cargo cargo, Grant grant, HistoryGate gate, List<HistoryRow> told, CancellationToken cancel)
    {
        var head = gate.Head;
        if (head.IsDeleted)
        {
            cargo.Gone.Add(new GoneEntity(head.Id, gate.Id));
            return;
        }
        var overtaken = new HashSet<Iri>();
        foreach (var series in told.GroupBy(row => (row.Name, row.DatasetId)))
        {
            var name = new Iri(series.Key.Name);
            var index = Find(head, name, series.Key.DatasetId);
            if (index < 0)
                cargo.GoneInstances.Add(new GoneInstance(head.Id, gate.Id, name, series.Key.DatasetId));
            else if (head.Instances[index].ObservedAt is var at && (at.IsNone || series.Any(row => row.At > at)))
                overtaken.Add(name);
        }
        if (overtaken.Count > 0 && await ViewAsync(cargo, grant, head, overtaken, cancel) is { } view)
            cargo.Overtaken.Add(new CurrentEntity(head.Id, view, Replaces: false, head.IsLasting));
    }

    // What remains of it where it is deleted.
    private async ValueTask<Entity?> HeadAsync(TenantId tenant, EntityId id, CancellationToken cancel)
    {
        if (await storage.Entities.FindAsync(tenant, id, cancel) is { } entity)
            return entity;
        var query = new EntityQuery(new Filter.HasId([id]), now, Limit: 1) { WithRemains = true };
        return (await storage.Entities.QueryAsync(tenant, query, cancel)).Rows is [var remains] ? remains : null;
    }

    // The past of an earlier entity of the same id may have brought that back at the cloud.
    private async ValueTask<bool> WasThereAsync(TenantId tenant, Entity entity, CancellationToken cancel)
    {
        var isEarlier = false;
        await storage.History.VisitAsync(tenant, entity.Id, Window.Whole, row => !(isEarlier = row.CreatedAt < entity.CreatedAt), cancel);
        return isEarlier;
    }

    private async ValueTask<bool> AddAsync(Cargo cargo, Grant grant, Entity entity, IReadOnlySet<Iri>? names, bool replaces, CancellationToken cancel)
    {
        if (await ViewAsync(cargo, grant, entity, names, cancel) is not { } view)
            return false;
        cargo.Add(entity, new CurrentEntity(entity.Id, view, replaces, entity.IsLasting), names);
        return true;
    }

    private ValueTask<EntityView?> ViewAsync(Cargo cargo, Grant grant, Entity entity, IReadOnlySet<Iri>? names, CancellationToken cancel)
    {
        var projection = names is null ? Projection.Whole
            : new Projection { Attrs = new MemberList(EntityMembers.None, [.. names], ImmutableDictionary<Iri, MemberList>.Empty) };
        return new PresentViews(storage.History, cargo.Tenant, grant, now).OfAsync(entity, projection, cancel);
    }

    private static int Find(Entity entity, Iri name, string? dataset) => entity.Find(name.Utf8, dataset is null ? [] : System.Text.Encoding.UTF8.GetBytes(dataset));

    private void AddGone(Cargo cargo, Grant grant, Entity entity, IEnumerable<(Iri Name, string? Dataset)> gone)
    {
        // Of an attribute that he never saw he is not told that it is gone.
        if (HistoryGate.Of(entity, grant, Projection.Whole, TimeProperty.ObservedAt, now) is not { } gate)
            return;
        foreach (var (name, dataset) in gone)
        {
            if (Find(entity, name, dataset) < 0 && gate.Shows(name.Value, dataset))
                cargo.GoneInstances.Add(new GoneInstance(entity.Id, gate.Id, name, dataset));
        }
    }

    private async ValueTask<(Cargo Cargo, Grant Present, Grant Past)> OfAsync(TenantId tenant, CancellationToken cancel)
    {
        if (!_tenants.TryGetValue(tenant, out var known))
        {
            known = (new Cargo(tenant), await policy.GrantAsync(reader, tenant, Right.Read, cancel), await policy.GrantAsync(reader, tenant, Right.History, cancel));
            _tenants.Add(tenant, known);
        }
        return known;
    }
}
