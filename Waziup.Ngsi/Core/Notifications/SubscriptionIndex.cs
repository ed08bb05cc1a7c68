using Waziup.Ngsi.Access;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Notifications;

/// <summary>Finds the subscriptions that a change may matter to, without looking at the others: by id, else by type and watched attribute.</summary>
/// <remarks>Immutable; a new one takes its place when a subscription comes, changes or goes.</remarks>
internal sealed class SubscriptionIndex
{
    // Beyond so many pairs a subscription is found by its types alone.
    private const int MostPairs = 1000;

    private static readonly Iri AnyName = new("*");

    private readonly HashSet<TenantId> _tenants;
    private readonly Dictionary<(TenantId Tenant, EntityId Id), List<Subscription>> _byId;
    private readonly Dictionary<(TenantId Tenant, Iri Type, Iri Watched), List<Subscription>> _byType;

    private SubscriptionIndex(IReadOnlyCollection<Subscription> subscriptions)
    {
        _tenants = [.. subscriptions.Select(subscription => subscription.Tenant)];
        var ids = new Dictionary<(TenantId, EntityId), List<Subscription>>();
        var types = new Dictionary<(TenantId, Iri, Iri), List<Subscription>>();
        foreach (var subscription in subscriptions.Where(subscription => subscription.TimeInterval is null && subscription.IsActive))
        {
            // A subscription with several selectors is found by each of them.
            foreach (var selector in subscription.Selectors.IsEmpty ? [null] : subscription.Selectors.Select(selector => (EntitySelector?)selector))
            {
                if (selector is { Ids.IsDefault: false })
                    selector.Ids.ToList().ForEach(id => Add(ids, (subscription.Tenant, id), subscription));
                else
                    AddByType(types, subscription, selector);
            }
        }
        _byId = ids;
        _byType = types;
        Periodic = [.. subscriptions.Where(subscription => subscription.TimeInterval is not null && subscription.IsActive)];
        OldestSince = subscriptions.Where(subscription => subscription.TimeInterval is null && subscription.IsActive)
            .Select(subscription => subscription.Since).DefaultIfEmpty(long.MaxValue).Min();
    }

    public static SubscriptionIndex Empty { get; } = new([]);

    /// <summary>Those that are notified from time to time.</summary>
    public IReadOnlyList<Subscription> Periodic { get; }

    /// <summary>Behind which position changes matter to anybody; the greatest number where there is nobody.</summary>
    public long OldestSince { get; }

    public static SubscriptionIndex Of(IReadOnlyCollection<Subscription> subscriptions) => subscriptions.Count == 0 ? Empty : new(subscriptions);

    /// <summary>The subscriptions to which a change may matter, each once.</summary>
    /// <param name="change">The change.</param>
    /// <param name="isSeenByAll">Whether everybody sees everything; else an attribute may come into sight, or go, that was not written itself.</param>
    public IReadOnlyCollection<Subscription> Find(LoggedChange change, bool isSeenByAll)
    {
        if (!_tenants.Contains(change.Tenant))
            return [];
        var found = new HashSet<Subscription>(ReferenceEqualityComparer.Instance);
        if (_byId.TryGetValue((change.Tenant, change.After.Id), out var byId))
            found.UnionWith(byId);
        if (_byType.Count == 0)
            return found;
        var names = (isSeenByAll ? Differing(change) : All(change)).Distinct().Append(AnyName).ToList();
        foreach (var type in TypesOf(change).Select(type => new Iri(type)).Append(AnyName))
        {
            foreach (var name in names)
            {
                if (_byType.TryGetValue((change.Tenant, type, name), out var byType))
                    found.UnionWith(byType);
            }
        }
        return found;
    }

    private static IEnumerable<Iri> Differing(LoggedChange change) =>
        ChangeView.Of(change, Grant.Open, change.At)?.Differences.Select(difference => difference.Name) ?? [];

    private static IEnumerable<Iri> All(LoggedChange change) => change.After.AttributeNames().Concat(change.Previous?.AttributeNames() ?? []);

    // Those that it had before a change, too: for who does not see it any more it is deleted.
    private static IEnumerable<string> TypesOf(LoggedChange change) => change.Previous is null ? change.After.Types : change.After.Types.Union(change.Previous.Types);

    private static void AddByType(Dictionary<(TenantId, Iri, Iri), List<Subscription>> types, Subscription subscription, EntitySelector? selector)
    {
        // Who waits for entities to come or go does not wait for an attribute.
        var anyName = subscription.Watched is null || (subscription.Triggers & (Triggers.EntityCreated | Triggers.EntityDeleted)) != Triggers.None;
        Iri[] known = selector is null || selector.Types.IsDefault ? [AnyName] : [.. selector.Types.Distinct()];
        anyName |= (long)subscription.Selectors.Length * known.Length * (subscription.Watched?.Count ?? 1) > MostPairs;
        foreach (var type in known)
        {
            foreach (var name in anyName ? [AnyName] : subscription.Watched!.AsEnumerable())
                Add(types, (subscription.Tenant, type, name), subscription);
        }
    }

    private static void Add<TKey>(Dictionary<TKey, List<Subscription>> lists, TKey key, Subscription subscription)
        where TKey : notnull
    {
        if (!lists.TryGetValue(key, out var list))
            lists[key] = list = [];
        list.Add(subscription);
    }
}
