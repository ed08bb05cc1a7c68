using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Notifications;

/// <summary>Notifies subscribers, and so has to know the subscriptions as they are now.</summary>
internal interface ISubscriptionUser
{
    /// <summary>As what it stores what has become of notifications.</summary>
    DocumentKind StateKind { get; }

    /// <summary>A subscription is new, or was changed.</summary>
    void Set(Subscription subscription);

    /// <summary>A subscription is gone.</summary>
    void Remove(DocumentKey key);

    /// <summary>What has become of the notifications of a subscription, as this process knows it; null where another notifies it.</summary>
    DeliveryState? StateOf(DocumentKey key);

    /// <summary>What is wrong with an endpoint; null where it can be notified.</summary>
    string? Check(NotificationEndpoint endpoint);
}
