using System.Collections.Immutable;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Access;

/// <summary>Turns conditions on linked entities (4.9) into conditions on the relationships that lead to them.</summary>
/// <remarks>
/// The entities that meet the inner condition are looked up first, as the caller sees them; then the relationship has to name one of their
/// ids. So neither stores nor the evaluator go from one entity to another.
/// </remarks>
internal sealed class LinkedConditions(IContextStore store, TenantId tenant, Grant grant, Instant now)
{
    /// <summary>Most linked entities that may meet a condition; more are too complex a query.</summary>
    public const int MaxLinked = 10_000;

    public async ValueTask<Filter> ResolveAsync(Filter filter, CancellationToken cancel)
    {
        switch (filter)
        {
            case Filter.All all:
                return new Filter.All(await AllAsync(all.Parts, cancel));
            case Filter.Any any:
                return new Filter.Any(await AllAsync(any.Parts, cancel));
            case Filter.Not not:
                return new Filter.Not(await ResolveAsync(not.Part, cancel));
            case Filter.Links links:
                return await LinksAsync(links, cancel);
            default:
                return filter;
        }
    }

    private async ValueTask<ImmutableArray<Filter>> AllAsync(ImmutableArray<Filter> parts, CancellationToken cancel)
    {
        var resolved = ImmutableArray.CreateBuilder<Filter>(parts.Length);
        foreach (var part in parts)
            resolved.Add(await ResolveAsync(part, cancel));
        return resolved.MoveToImmutable();
    }

    private async ValueTask<Filter> LinksAsync(Filter.Links links, CancellationToken cancel)
    {
        var target = await ResolveAsync(links.Target, cancel);
        if (links.Types.Length > 0)
            target = Filter.And(new Filter.Any([.. links.Types.Select(type => new Filter.OfType(type))]), target);
        var ids = ImmutableArray.CreateBuilder<Operand>();
        await store.VisitAsync(tenant, new EntityQuery(grant.Restrict(target), now), entity =>
        {
            if (ids.Count == MaxLinked)
                throw new NgsiLdException(NgsiLdErrors.TooComplexQuery($"more than {MaxLinked} linked entities meet the condition on them; say more about them"));
            ids.Add(new Operand.Text(entity.Id.Value));
        }, cancel);
        return ids.Count == 0
            ? Filter.Nothing
            : new Filter.Compares(AttributePath.Of(links.Relationship), Comparison.Equal, new Operand.OneOf(ids.ToImmutable()));
    }
}
