using Waziup.Ngsi.Access;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Notifications;

namespace Waziup.Ngsi.Broker.Feeds;

/// <summary>A client that is told of changes as long as it is connected. To be disposed of when it goes.</summary>
internal sealed class LiveFeed(Subscription subscription, long position, LiveFeeds feeds) : IDisposable
{
    public Subscription Subscription => subscription;

    /// <summary>Up to where it was told everything.</summary>
    public long Position { get; set; } = position;

    /// <summary>When the change log was read for it last.</summary>
    public Instant ReadAt { get; set; }

    /// <summary>Whether nothing may be missing before what it is told next.</summary>
    public bool IsComplete { get; set; }

    public void Dispose() => feeds.Close(subscription.Tenant);
}

/// <summary>A change that a client is told of.</summary>
/// <param name="Position">Where it stands in the change log.</param>
/// <param name="Kind">What happened, for the client.</param>
/// <param name="View">The entity as he sees it.</param>
internal sealed record FeedEvent(long Position, ChangeKind Kind, EntityView View);
