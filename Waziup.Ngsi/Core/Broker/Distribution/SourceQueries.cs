using Waziup.Ngsi.Access;
using Waziup.Ngsi.Federation;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Broker.Distribution;

/// <summary>Answers queries from what is held here and at sources (5.7.2).</summary>
/// <remarks>
/// 1 as many rows from each as the page and those before it need     3 parts of the page's entities that were beyond what was asked for
/// 2 all in one list: those held here, then source by source          4 the page, merged; conditions judged here where they were not there
/// </remarks>
internal sealed class SourceQueries(IStorage storage, Sources sources)
{
    /// <summary>Who wants them all, to be counted or judged together, gets no more than so many from each.</summary>
    public const int Most = 100_000;

    private const int AtOnce = 1000;

    // A source that gives so many pages of nothing that is wanted, or so many in all, has been asked enough.
    private const int MostBarren = 10;
    private const int MostPages = 1000;

    private const SourceOperations Querying = SourceOperations.QueryEntity | SourceOperations.QueryBatch;

    /// <summary>A page of the merged entities; null where no source is concerned.</summary>
    /// <param name="call">The request.</param>
    /// <param name="plan">The query.</param>
    /// <param name="filter">Its conditions, as far as links have been followed.</param>
    /// <param name="grant">What the caller may read.</param>
    /// <param name="wanted">The page.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <param name="versions">Takes all that is heard of; null where nobody else wants it.</param>
    public async ValueTask<EntityPage?> PageAsync(
        Call call, QueryPlan plan, Filter filter, Grant grant, PageRequest wanted, CancellationToken cancel, Versions? versions = null)
    {
        var isSplit = plan.Request.SplitEntities;
        var query = plan.AtSources(call.Terms, mayFilter: !isSplit && grant.IsOpen);
        var (matches, looping) = await sources.FindAsync(call, query.Questions, cancel);
        Warnings.Loops(call, looping);
        var isProxied = matches.Exists(match => match.Registration.IsProxy);
        matches.RemoveAll(match => !match.Registration.Supports(Querying) || plan.At?.Contains(match.Registration.Id) == false);
        if (matches.Count == 0 && !isProxied)
            return null;
        // 4.23: an order among several brokers is none that anybody keeps.
        if (plan.Order is not null && matches.Count > 0)
            throw NgsiLdErrors.Bad("orderBy does not go together with entities from other sources; ask for local=true");
        if (wanted.Offset + (long)wanted.Limit > Most)
            throw new NgsiLdException(NgsiLdErrors.TooManyResults($"of entities in several brokers the first {Most} can be had; make the query narrower"));
        // 1
        var needsAll = wanted.WantsTotal || isSplit || !grant.IsOpen;
        var count = needsAll ? Most : Math.Min(Most, wanted.Offset + wanted.Limit + 1);
        var local = new EntityQuery(isSplit ? query.Selectors : filter, call.Now, 0, count, wanted.WantsTotal) { Order = plan.Order };
        // The sources first: they work while this broker looks.
        var asked = sources.AskAsync(matches, match => AskAsync(call, query, match, null, count, cancel)).AsTask();
        var held = storage.Entities.QueryAsync(call.Tenant, grant.Restrict(local), cancel).AsTask();
        await Task.WhenAll(asked, held);
        var (answers, page) = (await asked, await held);
        if (isSplit && page.More)
            throw new NgsiLdException(NgsiLdErrors.TooComplexQuery($"more than {Most} entities would have to be looked at; say more precisely which, or do without splitEntities"));
        // The usual case: one source has all of it, and tells what it has told before.
        var alone = query.IsKept && !isProxied && versions is null && page.Rows.Count == 0 && answers is [var only] && ReferenceEquals(filter, plan.Filter)
            ? only : null;
        if (alone?.PageOf(query, wanted) is { } known)
            return known;
        // 2
        versions ??= new Versions();
        foreach (var entity in page.Rows)
        {
            if ((isProxied ? sources.Own(call, entity) : entity) is { } own)
                versions.Add(own, isFiller: false);
        }
        for (var i = 0; i < matches.Count; i++)
            versions.Add(answers[i].Entities, matches[i]);
        var seen = grant.Restrict(filter);
        // Where all is told, a source cannot pass off what does not match.
        var judges = isSplit || !grant.IsOpen || isProxied || query.Request.Attributes.IsDefault || Array.Exists(answers, answer => !answer.IsFiltered);
        if (needsAll)
        {
            var merged = versions.Merged(call.Now).Where(entity => !judges || Evaluator.Matches(seen, entity, call.Now));
            return Cut(grant.InOrder(merged, entity => grant.FormsOf(entity, call.Now).IdOf(entity.Id)), wanted, page);
        }
        // 3, 4
        var ids = versions.Page(wanted.Offset, wanted.Limit);
        await CompleteAsync(call, query, matches, isProxied, answers, page, filter, versions, ids, cancel);
        var rows = new List<Entity>(ids.Count);
        foreach (var id in ids)
        {
            if (versions.Merged(id, call.Now) is { } entity && (!judges || Evaluator.Matches(seen, entity, call.Now)))
                rows.Add(entity);
        }
        var result = new EntityPage(rows, null, versions.Ids.Count - wanted.Offset > wanted.Limit);
        alone?.Keep(query, wanted, result);
        return result;
    }

    /// <summary>All of them, and where their parts are; null where no source is concerned.</summary>
    public async ValueTask<Mapped?> AllAsync(Call call, QueryPlan plan, Filter filter, Grant grant, CancellationToken cancel)
    {
        var versions = new Versions();
        var page = await PageAsync(call, plan, filter, grant, new PageRequest(0, Most, WantsTotal: true), cancel, versions);
        if (page?.More == true)
            throw new NgsiLdException(NgsiLdErrors.TooManyResults($"of entities in several brokers a map holds {Most} at most; make the query narrower"));
        return page is null ? null : new Mapped([.. page.Rows.Select(entity => entity.Id)]) { Sources = versions.Sources };
    }

    private static EntityPage Cut(IEnumerable<Entity> entities, PageRequest wanted, EntityPage local)
    {
        var all = entities.ToList();
        // Of very many held here not all were merged, but all were counted.
        var total = all.Count + Math.Max(0, (local.Total ?? 0) - local.Rows.Count);
        return new EntityPage([.. all.Skip(wanted.Offset).Take(wanted.Limit)], wanted.WantsTotal ? total : null, total > (long)wanted.Offset + wanted.Limit);
    }

    /// <summary>An entity of the page may have parts where more rows are than were asked for.</summary>
    private async ValueTask CompleteAsync(
        Call call, SourceQuery query, List<SourceMatch> matches, bool isProxied, SourceAnswer[] answers, EntityPage local, Filter filter, Versions versions,
        List<EntityId> ids, CancellationToken cancel)
    {
        if (local.More && Without(local.Rows, ids) is { Count: > 0 } missing)
        {
            var rest = new EntityQuery(Filter.And(filter, new Filter.HasId([.. missing])), call.Now, 0, missing.Count);
            foreach (var entity in (await storage.Entities.QueryAsync(call.Tenant, rest, cancel)).Rows)
            {
                if ((isProxied ? sources.Own(call, entity) : entity) is { } own)
                    versions.AddFirst(own);
            }
        }
        var missed = new List<(SourceMatch Match, List<EntityId> Ids)>();
        for (var i = 0; i < matches.Count; i++)
        {
            if (answers[i].More && Without(answers[i].Entities, ids) is { Count: > 0 } others)
                missed.Add((matches[i], others));
        }
        var rests = await sources.AskAsync(missed, one => AskAsync(call, query, one.Match, one.Ids, one.Ids.Count, cancel));
        for (var i = 0; i < missed.Count; i++)
            versions.Add(rests[i].Entities, missed[i].Match);
    }

    private static List<EntityId> Without(IReadOnlyList<Entity> entities, List<EntityId> ids)
    {
        var known = entities.Select(entity => entity.Id).ToHashSet();
        return ids.FindAll(id => !known.Contains(id));
    }

    /// <summary>Asks a source for its first entities, or for some, in as many questions as it takes to name them.</summary>
    private async ValueTask<SourceAnswer> AskAsync(Call call, SourceQuery query, SourceMatch match, IReadOnlyList<EntityId>? ids, int count, CancellationToken cancel)
    {
        var parts = query.Parts(match, ids);
        if (parts.Count == 0)
            return await AskOnceAsync(call, query, match, ids, count, cancel);
        var entities = new Dictionary<EntityId, Entity>();
        var isFiltered = true;
        var at = 0;
        var goesOn = true;
        for (; goesOn && at < parts.Count && entities.Count < count; at++)
        {
            var answer = await AskOnceAsync(call, query, match, parts[at], parts[at].Count, cancel);
            isFiltered &= answer.IsFiltered;
            goesOn = !answer.HasFailed;
            foreach (var entity in answer.Entities)
                entities.TryAdd(entity.Id, entity);
        }
        return new SourceAnswer([.. entities.Values], More: ids is null && goesOn && at < parts.Count, isFiltered);
    }

    private async ValueTask<SourceAnswer> AskOnceAsync(Call call, SourceQuery query, SourceMatch match, IReadOnlyList<EntityId>? ids, int count, CancellationToken cancel)
    {
        var registration = match.Registration;
        if (await sources.TermsOfAsync(call, registration, cancel) is not { } terms)
            return new SourceAnswer([], More: false, IsFiltered: true) { HasFailed = true };
        var reader = sources.Reader(call.Tenant);
        var entities = new Dictionary<EntityId, Entity>();
        var isFiltered = query.IsFilteredIn(terms);
        var received = 0;
        var barren = 0;
        var hasMore = true;
        (ToldEntities Page, RemoteMessage Question, bool HasNext)? first = null;
        for (var pages = 0; hasMore && pages < MostPages && entities.Count < count && barren < (ids is null ? MostBarren : 1); pages++)
        {
            var limit = Math.Min(AtOnce, count - entities.Count);
            var message = ids is null && first is null ? query.Questions.Of(match, terms, limit) : query.Message(match, terms, ids, received, limit);
            var reply = await sources.SendAsync(call, registration, message, cancel);
            var page = await Warnings.EntitiesAsync(call, registration, reply, reader, terms, cancel);
            if (page is null or [])
                return new SourceAnswer([.. entities.Values], More: false, isFiltered) { HasFailed = page is null && reply.Status != 404 };
            var hasNext = reply.HasNext;
            if (first is null && page.AnswerTo(message, hasNext) is { } known)
                return known;
            first ??= (page, message, hasNext);
            received += page.Count;
            hasMore = page.Count >= limit || hasNext;
            var before = entities.Count;
            entities.EnsureCapacity(before + page.Count);
            foreach (var entity in page)
            {
                if (!entity.IsDeleted && !entity.IsExpired(call.Now) && (ids is null || ids.Contains(entity.Id)) && query.Selects(entity, call.Now)
                    && Coverage.Trim(registration, entity, query.Request) is { } part)
                    entities.TryAdd(entity.Id, part);
            }
            barren = entities.Count == before ? barren + 1 : 0;
        }
        var answer = new SourceAnswer([.. entities.Values], More: hasMore && ids is null && barren == 0, isFiltered);
        // The only page means the same the next time.
        if (query.IsKept && ids is null && !hasMore && first is var (only, question, next) && only.Count == received)
            only.Keep(question, next, answer);
        return answer;
    }
}
