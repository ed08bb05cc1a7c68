using System.Globalization;
using Waziup.Ngsi.Access;
using Waziup.Ngsi.Federation;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query;
using Waziup.Ngsi.Storage;
using Waziup.Ngsi.Storage.Memory;

namespace Waziup.Ngsi.Broker.Distribution;

/// <summary>Brings together histories of which several brokers have a part (5.7.3, 5.7.4): in a store of its own, which is then asked like any other.</summary>
internal sealed class SourceHistories(IStorage storage, Sources sources)
{
    private const int MostEntities = 1000;
    private const int MostRows = 200_000;

    private const SourceOperations Reading = SourceOperations.RetrieveTemporal | SourceOperations.QueryTemporal;

    /// <summary>What is known of one entity; null where no source is concerned.</summary>
    public async ValueTask<GatheredHistories?> RetrieveAsync(Call call, EntityId id, TemporalPlan plan, CancellationToken cancel)
    {
        var request = RequestOf(call, plan) with { Ids = [id], IdPattern = null };
        var grant = await sources.ReadingAsync(call.Caller, call.Tenant, cancel, Right.History);
        if (IsForHereAlone(grant) || await FindAsync(call, request, Reading, null, cancel) is not { Count: > 0 } matches)
            return null;
        return await GatherAsync(call, grant, plan, new EntityQuery(new Filter.HasId([id]), call.Now), matches, request, id, cancel);
    }

    /// <summary>What is known of the entities that a query may select; null where no source is concerned.</summary>
    /// <exception cref="NgsiLdException">TooComplexQuery where that is too much to be put together.</exception>
    public async ValueTask<GatheredHistories?> QueryAsync(Call call, TemporalPlan plan, CancellationToken cancel)
    {
        var request = RequestOf(call, plan);
        var grant = await sources.ReadingAsync(call.Caller, call.Tenant, cancel, Right.History);
        if (IsForHereAlone(grant) || await FindAsync(call, request, SourceOperations.QueryTemporal, plan.At, cancel) is not { Count: > 0 } matches)
            return null;
        return await GatherAsync(call, grant, plan, new EntityQuery(new HistoryConditions(plan).OnHeads, call.Now), matches, request, null, cancel);
    }

    // Which of their readings sources tell would tell when within a part of time those were, and who knows some of a cell would know the others.
    private static bool IsForHereAlone(Grant grant) => grant.TellsByParts;

    private static SourceRequest RequestOf(Call call, TemporalPlan plan) =>
        SourceQuery.RequestOf(new QueryPlan(plan.Filter, null, plan.Projection, JoinPlan.None) { Request = plan.Request, Among = plan.Among }, call.Terms) with { Window = plan.Window };

    private async ValueTask<List<SourceMatch>> FindAsync(Call call, SourceRequest request, SourceOperations operations, IReadOnlySet<string>? at, CancellationToken cancel)
    {
        var (matches, looping) = await sources.FindAsync(call, request, cancel);
        Warnings.Loops(call, looping);
        matches.RemoveAll(match => !match.Registration.Supports(operations) || at?.Contains(match.Registration.Id) == false);
        return matches;
    }

    private async ValueTask<GatheredHistories> GatherAsync(
        Call call, Grant grant, TemporalPlan plan, EntityQuery local, List<SourceMatch> matches, SourceRequest request, EntityId? id, CancellationToken cancel)
    {
        var answers = await sources.AskAsync(matches, match => AskAsync(call, match, request, plan, id, cancel));
        var remote = answers.SelectMany(answer => answer).ToList();
        var known = new Versions();
        var rows = new Dictionary<EntityId, List<HistoryRow>>();
        var ids = new Filter.HasId([.. remote.Select(entity => entity.Id).Distinct()]);
        var held = await storage.Entities.QueryAsync(
            call.Tenant, local with { Filter = new Filter.Any([local.Filter, ids]), Limit = MostEntities, WithRemains = true }, cancel);
        if (held.More)
            throw TooMuch();
        var count = 0L;
        // What is hidden from the caller does not mix with what others tell of the entity.
        foreach (var head in held.Rows.Where(head => grant.Admits(head, call.Now)))
        {
            known.Add(head, isFiller: false);
            rows[head.Id] = await RowsAsync(call, head.Id, plan.Window, cancel);
            Count(rows[head.Id].Count);
        }
        // Those that only fill gaps come last.
        foreach (var (match, entities) in matches.Zip(answers).OrderBy(pair => pair.First.Registration.Mode == SourceMode.Auxiliary))
        {
            known.Add(entities, match);
            foreach (var entity in entities)
                Count(Add(rows, entity, call.Now, match.Registration.Mode == SourceMode.Auxiliary));
        }
        var together = new MemoryStorage();
        await together.LoadAsync(Items(call, known, rows), null, cancel);
        return new GatheredHistories(together, known.Sources);

        void Count(int more)
        {
            count += more;
            if (count > MostRows)
                throw TooMuch();
        }
    }

    private static int Add(Dictionary<EntityId, List<HistoryRow>> rows, Entity entity, Instant now, bool fillsGaps)
    {
        if (!rows.TryGetValue(entity.Id, out var list))
            rows[entity.Id] = list = [];
        var names = fillsGaps ? list.Select(row => row.Name).ToHashSet(StringComparer.Ordinal) : [];
        var before = list.Count;
        list.AddRange(HistoryEntity.RowsOf(entity, now).Where(row => !names.Contains(row.Name)));
        return list.Count - before;
    }

    private static async IAsyncEnumerable<RestoredEntity> Items(Call call, Versions known, Dictionary<EntityId, List<HistoryRow>> rows)
    {
        foreach (var id in known.Ids)
        {
            // What was deleted here and lives elsewhere lives.
            if ((known.Merged(id, call.Now) ?? known.Any(id)) is { } head)
                yield return new RestoredEntity(call.Tenant, head, rows[id]);
            await Task.CompletedTask;
        }
    }

    private async ValueTask<List<HistoryRow>> RowsAsync(Call call, EntityId id, Window window, CancellationToken cancel)
    {
        var rows = new List<HistoryRow>();
        await storage.History.VisitAsync(call.Tenant, id, window with { NewestFirst = false, Names = default }, row =>
        {
            rows.Add(row);
            return rows.Count <= MostRows;
        }, cancel);
        return rows;
    }

    private async ValueTask<IReadOnlyList<Entity>> AskAsync(
        Call call, SourceMatch match, SourceRequest request, TemporalPlan plan, EntityId? id, CancellationToken cancel)
    {
        var registration = match.Registration;
        if (await sources.TermsOfAsync(call, registration, cancel) is not { } terms)
            return [];
        var told = new List<Entity>();
        var rows = 0;
        foreach (var part in PartsOf(match, request, terms, id))
        {
            for (var (received, hasMore) = (0, true); hasMore && received <= MostEntities;)
            {
                var (page, count, more) = await PageAsync(call, match, part, plan, terms, id, received, cancel);
                told.AddRange(page);
                rows += page.Sum(entity => entity.Instances.Length);
                if (rows > MostRows)
                    throw TooMuch();
                received += count;
                hasMore = count > 0 && id is null && more;
            }
        }
        return told;
    }

    /// <summary>What is asked for, in parts that a URL holds.</summary>
    private static IEnumerable<SourceRequest> PartsOf(SourceMatch match, SourceRequest request, ActiveContext terms, EntityId? id)
    {
        if (id is not null || new SourcePart(match, request, terms).Ids is not { Length: > 1 } named || IdParts.Fit(named, IdParts.MostInUrl))
            return [request];
        return IdParts.Of(named, IdParts.MostInUrl).Select(part => request with { Ids = [.. part] });
    }

    /// <returns>A page of entities with all parts of their histories, of which each may be in several; how many the source has told of; whether it has more.</returns>
    private async ValueTask<(List<Entity> Told, int Count, bool More)> PageAsync(
        Call call, SourceMatch match, SourceRequest request, TemporalPlan plan, ActiveContext terms, EntityId? id, int offset, CancellationToken cancel)
    {
        var registration = match.Registration;
        var reader = sources.Reader(call.Tenant, isTemporal: true);
        var walk = new HistoryWalk(plan.Request.Temporal, plan.Aggregation is null ? plan.LastN : null);
        var told = new List<Entity>();
        for (var (count, more, rows) = (-1, false, 0); ;)
        {
            var reply = await sources.SendAsync(call, registration, Message(match, request, walk, terms, id, offset), cancel);
            var entities = await Warnings.EntitiesAsync(call, registration, reply, reader, terms, cancel) ?? ToldEntities.None;
            // Which entities are on the page is told with the first part.
            if (count < 0)
                (count, more) = (entities.Count, reply.HasNext);
            var part = entities.Where(entity => request.Names(entity.Id)).Select(entity => Coverage.Trim(registration, entity, request)).OfType<Entity>().ToList();
            if (reply.Status == 206 || walk.IsUnderWay)
                part = [.. part.Select(walk.Take).OfType<Entity>()];
            told.AddRange(part);
            rows += part.Sum(entity => entity.Instances.Length);
            if (rows > MostRows)
                throw TooMuch();
            if (reply.IsSuccess && walk.MoveOn(reply, part))
                continue;
            if (walk.HasGap)
                Warnings.Add(call, registration, Warnings.Failed, "the source has told a part of its history, and not where it goes on");
            return (told, count, more);
        }
    }

    private static RemoteMessage Message(SourceMatch match, SourceRequest request, HistoryWalk walk, ActiveContext terms, EntityId? id, int offset)
    {
        var part = new SourcePart(match, request, terms);
        List<(string Name, string Value)> parameters = [.. part.Attributes, .. walk.Parameters, ("options", "sysAttrs")];
        if (id is { } one && match.Registration.Supports(SourceOperations.RetrieveTemporal))
            return new RemoteMessage("GET", $"temporal/entities/{Uri.EscapeDataString(one.Value)}", parameters, terms);
        if (offset > 0)
            parameters.Add(("offset", offset.ToString(CultureInfo.InvariantCulture)));
        return new RemoteMessage("GET", "temporal/entities", [.. part.Which(part.Ids), .. parameters], terms);
    }

    private static NgsiLdException TooMuch() => new(NgsiLdErrors.TooComplexQuery(
        $"histories of more than {MostEntities} entities or {MostRows} instances would have to be put together; say more precisely which, or ask for local=true"));
}
