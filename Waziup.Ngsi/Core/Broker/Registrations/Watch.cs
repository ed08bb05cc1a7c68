using Waziup.Ngsi.Notifications;

namespace Waziup.Ngsi.Broker.Registrations;

/// <summary>A subscription to registrations at work.</summary>
internal sealed class Watch(Subscription subscription, Told told)
{
    private volatile Subscription _subscription = subscription;
    private volatile Told _told = told;
    private volatile bool _isBusy;

    public Subscription Subscription { get => _subscription; set => _subscription = value; }

    public Told Told { get => _told; set => _told = value; }

    /// <summary>Whether something is being told; one thing at a time.</summary>
    public bool IsBusy { get => _isBusy; set => _isBusy = value; }
}
