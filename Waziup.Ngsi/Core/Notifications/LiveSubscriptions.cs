using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Notifications;

/// <summary>The subscriptions as they are now, for those who match and deliver.</summary>
/// <remarks>Thread-safe. What was put here before a change was committed is in the index that is asked for after the change was read.</remarks>
internal sealed class LiveSubscriptions
{
    private readonly Lock _gate = new();
    private readonly Dictionary<DocumentKey, Subscription> _all = [];
    private SubscriptionIndex? _index = SubscriptionIndex.Empty;
    private readonly Pulse _changed = new();

    /// <summary>The present index; made anew where something has changed since the last one.</summary>
    public SubscriptionIndex Index
    {
        get
        {
            lock (_gate)
                return _index ??= SubscriptionIndex.Of(_all.Values);
        }
    }

    /// <summary>Ends when something changes after this is asked for.</summary>
    public Task Changed => _changed.Next;

    public Subscription? Find(DocumentKey key)
    {
        lock (_gate)
            return _all.GetValueOrDefault(key);
    }

    public IReadOnlyList<Subscription> List()
    {
        lock (_gate)
            return [.. _all.Values];
    }

    public void Set(Subscription subscription) => Change(() => _all[subscription.Key] = subscription);

    public void Remove(DocumentKey key) => Change(() => _all.Remove(key));

    private void Change(Action act)
    {
        lock (_gate)
        {
            act();
            _index = null;
        }
        _changed.Beat();
    }
}
