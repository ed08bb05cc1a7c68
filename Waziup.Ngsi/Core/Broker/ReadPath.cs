using Waziup.Ngsi.Access;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Broker;

/// <summary>A page of views.</summary>
/// <param name="Rows">What the caller sees.</param>
/// <param name="Total">How many entities match over all pages; null if nobody asked.</param>
/// <param name="More">Whether another page follows.</param>
internal sealed record ViewPage(IReadOnlyList<EntityView> Rows, long? Total, bool More);

/// <summary>Answers every read: asks the policy, restricts the query, and hands out views only.</summary>
internal sealed class ReadPath(IStorage storage, IAccessPolicy policy)
{
    /// <summary>One entity as the caller sees it (5.7.1); null if it is not there for him, or nothing of it is left.</summary>
    public async ValueTask<EntityView?> FindAsync(
        Call call, EntityId id, Filter? selection, Projection projection, CancellationToken cancel)
    {
        var grant = await policy.GrantAsync(call.Caller, call.Tenant, Right.Read, cancel);
        AccessErrors.CheckAny(grant, call.Caller);
        var entity = await storage.Entities.FindAsync(call.Tenant, id, cancel);
        if (entity is null || (selection is not null && !Evaluator.Matches(selection, entity, call.Now)))
            return null;
        return EntityView.Of(entity, grant, projection, call.Now);
    }

    /// <summary>A page of entities as the caller sees them (5.7.2).</summary>
    public async ValueTask<ViewPage> QueryAsync(Call call, EntityQuery query, Projection projection, CancellationToken cancel)
    {
        var grant = await policy.GrantAsync(call.Caller, call.Tenant, Right.Read, cancel);
        AccessErrors.CheckAny(grant, call.Caller);
        var page = await storage.Entities.QueryAsync(call.Tenant, grant.Restrict(query), cancel);
        var rows = new List<EntityView>(page.Rows.Count);
        foreach (var entity in page.Rows)
        {
            if (EntityView.Of(entity, grant, projection, call.Now) is { } view)
                rows.Add(view);
        }
        return new ViewPage(rows, page.Total, page.More);
    }
}
