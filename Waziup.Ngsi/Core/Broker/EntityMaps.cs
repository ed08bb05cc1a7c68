using System.Text.Json;
using Waziup.Ngsi.Access;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Broker;

/// <summary>The operations on entity maps (5.14), and what queries do with them.</summary>
/// <remarks>A map belongs to who has made it; for anybody else it is not there.</remarks>
internal sealed class EntityMaps(IStorage storage, IAccessPolicy policy, NgsiLdOptions options)
{
    /// <summary>Makes a map of entities that the caller sees.</summary>
    /// <param name="call">Who and where.</param>
    /// <param name="entities">The entities.</param>
    /// <param name="lifetime">How long he wants it, as a duration of ISO 8601; null for no wish. Longer ones are shortened.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <exception cref="NgsiLdException">BadRequestData for another duration; TooManyResults for too many entities, Forbidden for too many maps.</exception>
    public async ValueTask<EntityMap> CreateAsync(Call call, Mapped entities, string? lifetime, CancellationToken cancel)
    {
        var expiresAt = ExpiryOf(call, lifetime);
        if (entities.Ids.Count > options.MaxEntityMapSize)
            throw new NgsiLdException(NgsiLdErrors.TooManyResults($"an entity map holds {options.MaxEntityMapSize} entities at most; make the query narrower"));
        if (await storage.Documents.CountAsync(call.Tenant, DocumentKind.EntityMap, cancel) >= options.MaxEntityMaps)
            throw new NgsiLdException(NgsiLdErrors.Forbidden($"there are {options.MaxEntityMaps} entity maps already; delete one, or wait"));
        var map = new EntityMap($"urn:ngsi-ld:EntityMap:{Guid.NewGuid():N}", expiresAt, call.Caller.Subject, [.. entities.Ids]) { Sources = entities.Sources };
        await storage.Documents.PutAsync(call.Tenant, map.ToDocument(call.Now), cancel);
        return map;
    }

    /// <summary>The map that a query works with: the one that it names, without what does not fit any more, else a new one (5.5.9.3).</summary>
    /// <param name="call">Who and where.</param>
    /// <param name="request">What the client has said of maps.</param>
    /// <param name="select">Finds the entities that meet the query, among those of a map where there is one.</param>
    /// <param name="cancel">Ends the wait.</param>
    public async ValueTask<(EntityMap Map, bool IsNew)> UseAsync(
        Call call, MapRequest request, Func<EntityMap?, ValueTask<Mapped>> select, CancellationToken cancel)
    {
        if (request.Location is null || await FindAsync(call, request.Location, cancel) is not { } known)
            return (await CreateAsync(call, await select(null), request.Lifetime, cancel), true);
        var kept = await select(known);
        if (kept.Ids.Count < known.Entities.Length)
            await storage.Documents.PutAsync(call.Tenant, (known with { Entities = [.. kept.Ids] }).ToDocument(call.Now), cancel);
        return (known with { Entities = [.. kept.Ids] }, false);
    }

    /// <summary>The map that the retrieval of one entity works with; null where the client has said nothing of maps.</summary>
    public async ValueTask<EntityMap?> UseAsync(Call call, MapRequest request, Mapped entity, CancellationToken cancel)
    {
        if (!request.IsAny)
            return null;
        var known = request.Location is null ? null : await FindAsync(call, request.Location, cancel);
        return known ?? await CreateAsync(call, entity, request.Lifetime, cancel);
    }

    /// <summary>5.14.1: without what is here and the caller may not see any more.</summary>
    public async ValueTask<EntityMap> RetrieveAsync(Call call, EntityId id, CancellationToken cancel)
    {
        var map = await FindAsync(call, id.Value, cancel) ?? throw Missing(id);
        var grants = new[]
        {
            await policy.GrantAsync(call.Caller, call.Tenant, Right.Read, cancel), await policy.GrantAsync(call.Caller, call.Tenant, Right.History, cancel),
        };
        if (Array.TrueForAll(grants, grant => grant.IsOpen))
            return map;
        var seen = new Dictionary<EntityId, EntityId>();
        var query = new EntityQuery(new Filter.HasId(map.Entities), call.Now) { WithRemains = true };
        await storage.Entities.VisitAsync(call.Tenant, query, entity =>
        {
            // A map may be one of what is, or of what was: whoever knows an entity by an alias in either is told that.
            foreach (var grant in grants.Where(grant => grant.Admits(entity, call.Now)))
            {
                if (grant.FormsOf(entity, call.Now).IdOf(entity.Id) is var name && (name != entity.Id || !seen.ContainsKey(entity.Id)))
                    seen[entity.Id] = name;
            }
        }, cancel);
        // Of what is elsewhere nobody knows here under which name he sees it.
        return map with
        {
            Entities = [.. map.Entities.Where(id => seen.ContainsKey(id) || (!Array.Exists(grants, grant => grant.AliasesIds) && map.IsElsewhere(id))).Select(id => seen.GetValueOrDefault(id, id))],
        };
    }

    /// <summary>5.14.2: only expiresAt can be changed; a time that is past takes the map away.</summary>
    public async ValueTask UpdateAsync(Call call, EntityId id, ReadOnlyMemory<byte> body, CancellationToken cancel)
    {
        var wanted = ExpiryIn(body);
        var map = await FindAsync(call, id.Value, cancel) ?? throw Missing(id);
        if (wanted.IsNone)
            return;
        if (wanted <= call.Now)
        {
            await storage.Documents.DeleteAsync(call.Tenant, DocumentKind.EntityMap, map.Id, cancel);
            return;
        }
        var latest = Latest(call);
        await storage.Documents.PutAsync(call.Tenant, (map with { ExpiresAt = wanted < latest ? wanted : latest }).ToDocument(call.Now), cancel);
    }

    /// <summary>5.14.3</summary>
    public async ValueTask DeleteAsync(Call call, EntityId id, CancellationToken cancel)
    {
        var map = await FindAsync(call, id.Value, cancel) ?? throw Missing(id);
        if (await storage.Documents.DeleteAsync(call.Tenant, DocumentKind.EntityMap, map.Id, cancel) != Outcome.Done)
            throw Missing(id);
    }

    /// <summary>The caller's map with an id, or at a path that ends with it; null if there is none any more.</summary>
    public async ValueTask<EntityMap?> FindAsync(Call call, string location, CancellationToken cancel)
    {
        var id = location[(location.LastIndexOf('/') + 1)..];
        var found = await storage.Documents.FindAsync(call.Tenant, DocumentKind.EntityMap, id, cancel);
        return found is null || found.ExpiresAt <= call.Now || found.Owner != call.Caller.Subject ? null : EntityMap.Of(found);
    }

    private Instant ExpiryOf(Call call, string? lifetime)
    {
        if (lifetime is null)
            return Latest(call);
        return Period.TryParse(lifetime, out var period) && !period.IsZero
            ? period.EndFrom(call.Now, options.EntityMapLifetime) : throw NgsiLdErrors.Bad("entityMapLifetime is a duration of ISO 8601 such as PT10M");
    }

    private Instant Latest(Call call) => Instant.Of(call.Now.ToDateTimeOffset() + options.EntityMapLifetime);

    private static Instant ExpiryIn(ReadOnlyMemory<byte> body)
    {
        using var document = BodyJson.Document(body);
        if (document.RootElement.ValueKind != JsonValueKind.Object)
            throw NgsiLdErrors.Bad("the body is a JSON object");
        if (!document.RootElement.TryGetProperty("expiresAt", out var text))
            return Instant.None;
        return text.ValueKind == JsonValueKind.String && Instant.TryParse(text.GetString()!, out var time)
            ? time : throw NgsiLdErrors.NotATime("expiresAt");
    }

    private static NgsiLdException Missing(EntityId id) => new(NgsiLdErrors.NotFound($"entity map {id.Value}"));
}
