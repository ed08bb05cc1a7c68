using System.Diagnostics.Metrics;

namespace Waziup.Ngsi.Notifications;

/// <summary>What notifying tells about itself.</summary>
internal sealed class NotificationMetrics
{
    private readonly Counter<long> _attempts;
    private readonly Counter<long> _givenUp;

    public NotificationMetrics()
    {
        var meter = new Meter("Waziup.Ngsi");
        _attempts = meter.CreateCounter<long>("waziup.notification.attempts", "{attempt}", "Attempts to notify, by how they ended");
        _givenUp = meter.CreateCounter<long>("waziup.notification.given_up", "{notification}", "Notifications that were given up");
    }

    /// <summary>Has the meter show what waits.</summary>
    /// <param name="waiting">How many notices wait in memory.</param>
    /// <param name="parked">How many subscriptions have a position of their own in the change log.</param>
    /// <param name="lag">How old the oldest notice that waits is, in seconds.</param>
    public void Observe(Func<long> waiting, Func<long> parked, Func<double> lag)
    {
        var meter = _attempts.Meter;
        meter.CreateObservableGauge("waziup.notification.waiting", waiting, "{notification}", "Notifications that wait in memory");
        meter.CreateObservableGauge("waziup.notification.parked", parked, "{subscription}", "Subscriptions that have fallen behind the others");
        meter.CreateObservableGauge("waziup.notification.lag", lag, "s", "How long the change that has waited longest has done so");
    }

    public void Ended(ReceiptResult result) =>
        _attempts.Add(1, new KeyValuePair<string, object?>("result", result == ReceiptResult.Delivered ? "delivered" : result == ReceiptResult.Failed ? "failed" : "refused"));

    public void GivenUp() => _givenUp.Add(1);
}
