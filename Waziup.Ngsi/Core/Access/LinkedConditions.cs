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
/// <param name="store">Where the entities are.</param>
/// <param name="tenant">Whose.</param>
/// <param name="grant">What the caller may read.</param>
/// <param name="now">When.</param>
/// <param name="isStanding">Whether nobody is there to be told what cannot be asked.</param>
internal sealed class LinkedConditions(IContextStore store, TenantId tenant, Grant grant, Instant now, bool isStanding = false)
{
    /// <summary>Most linked entities that may meet a condition; more are too complex a query.</summary>
    public const int MaxLinked = 10_000;

    /// <summary>Whether other entities decide about a condition too.</summary>
    public static bool AreIn(Filter filter) => filter switch
    {
        Filter.Links => true,
        Filter.All all => AreIn(all.Parts),
        Filter.Any any => AreIn(any.Parts),
        Filter.Not not => AreIn(not.Part),
        _ => false,
    };

    /// <summary>The same condition without links.</summary>
    public ValueTask<Filter> ResolveAsync(Filter filter, CancellationToken cancel) => AreIn(filter) ? PartAsync(filter, cancel) : new ValueTask<Filter>(filter);

    private static bool AreIn(ImmutableArray<Filter> parts)
    {
        foreach (var part in parts)
        {
            if (AreIn(part))
                return true;
        }
        return false;
    }

    private async ValueTask<Filter> PartAsync(Filter filter, CancellationToken cancel)
    {
        switch (filter)
        {
            case Filter.All all:
                return new Filter.All(await AllAsync(all.Parts, cancel));
            case Filter.Any any:
                return new Filter.Any(await AllAsync(any.Parts, cancel));
            case Filter.Not not:
                return new Filter.Not(await PartAsync(not.Part, cancel));
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
            resolved.Add(await PartAsync(part, cancel));
        return resolved.MoveToImmutable();
    }

    private async ValueTask<Filter> LinksAsync(Filter.Links links, CancellationToken cancel)
    {
        var target = await PartAsync(links.Target, cancel);
        if (links.Types.Length > 0)
            target = Filter.And(new Filter.Any([.. links.Types.Select(type => new Filter.OfType(type))]), target);
        var found = 0;
        var ids = ImmutableArray.CreateBuilder<Operand>();
        await store.VisitAsync(tenant, new EntityQuery(isStanding ? grant.RestrictStanding(target) : grant.Restrict(target), now), entity =>
        {
            if (++found > MaxLinked)
                throw new NgsiLdException(NgsiLdErrors.TooComplexQuery($"more than {MaxLinked} linked entities meet the condition on them; say more about them"));
            ids.Add(new Operand.Text(grant.FormsOf(entity, now).IdOf(entity.Id).Value));
        }, cancel);
        return ids.Count == 0
            ? Filter.Nothing
            : new Filter.Compares(AttributePath.Of(links.Relationship), Comparison.Equal, new Operand.OneOf(ids.ToImmutable()));
    }
}
