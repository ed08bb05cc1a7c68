using Waziup.Ngsi.Client.Http;

namespace Waziup.Ngsi.Client;

/// <summary>Requests on subscriptions (5.8).</summary>
public sealed class SubscriptionRequests
{
    private readonly Documents<NgsiSubscription> _documents;

    internal SubscriptionRequests(Connection connection) =>
        _documents = new Documents<NgsiSubscription>(connection, "subscriptions", ClientJson.Default.NgsiSubscription, subscription => subscription.More);

    /// <summary>Subscribes (5.8.1).</summary>
    /// <returns>The id of the subscription.</returns>
    public Task<string> CreateAsync(NgsiSubscription subscription, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(subscription);
        return _documents.CreateAsync(subscription, cancel);
    }

    /// <summary>Reads a subscription (5.8.3), null where there is none.</summary>
    public Task<NgsiSubscription?> RetrieveAsync(ResourceId id, CancellationToken cancel = default) => _documents.FindAsync(id, cancel);

    /// <summary>Reads all subscriptions (5.8.4), page by page.</summary>
    public IAsyncEnumerable<NgsiSubscription> ListAsync(CancellationToken cancel = default) => _documents.ListAsync("", cancel);

    /// <summary>Changes a subscription (5.8.2): the members that are set; a JSON null in <see cref="NgsiSubscription.More"/> takes one away.</summary>
    public Task UpdateAsync(ResourceId id, NgsiSubscription fragment, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(fragment);
        return _documents.UpdateAsync(id, fragment, cancel);
    }

    /// <summary>Ends a subscription (5.8.5).</summary>
    /// <returns>False where there is none.</returns>
    public Task<bool> DeleteAsync(ResourceId id, CancellationToken cancel = default) => _documents.DeleteAsync(id, cancel);
}
