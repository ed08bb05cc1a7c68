using Waziup.Ngsi.Access;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Notifications;

namespace Waziup.Ngsi.Broker.Feeds;

/// <summary>A client that is told of changes as long as it is connected. To be disposed of when it goes.</summary>
internal sealed class LiveFeed(Subscription subscription, long position, bool isComplete, LiveFeeds feeds) : IDisposable
{
    public Subscription Subscription => subscription;

    /// <summary>Up to where it was told everything.</summary>
    public long Position { get; set; } = position;

    /// <summary>Whether nothing lies between where it left and where it goes on.</summary>
    public bool IsComplete => isComplete;

    public void Dispose() => feeds.Close();
}

/// <summary>A change that a client is told of.</summary>
/// <param name="Position">Where it stands in the change log.</param>
/// <param name="Kind">What happened, for the client.</param>
/// <param name="View">The entity as he sees it.</param>
internal sealed record FeedEvent(long Position, ChangeKind Kind, EntityView View);
