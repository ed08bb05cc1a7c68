namespace Waziup.Ngsi.Notifications;

/// <summary>Sends notifications over one kind of channel. The seam to the network.</summary>
/// <remarks>Thread-safe; called for many subscriptions at a time, for each of them one after the other.</remarks>
public interface INotifier
{
    /// <summary>Whether it knows how to reach an endpoint, by its scheme.</summary>
    bool Handles(Uri endpoint);

    /// <summary>What is wrong with an endpoint of its kind, in words for the client; null where nothing is.</summary>
    string? Check(NotificationEndpoint endpoint);

    /// <summary>Makes one attempt. A failure is a receipt, never an exception, but for the end of the wait.</summary>
    ValueTask<Receipt> DeliverAsync(Delivery delivery, CancellationToken cancel);
}
