using System.Collections.Immutable;
using Waziup.Ngsi.Mqtt.Protocol;

namespace Waziup.Ngsi.Mqtt.Session;

/// <summary>A SUBSCRIBE or UNSUBSCRIBE that is not answered yet.</summary>
/// <param name="filters">What is subscribed to; only the filters count when <paramref name="isEnding"/>.</param>
/// <param name="isEnding">Whether subscriptions are ended.</param>
internal sealed class Request(ImmutableArray<TopicFilter> filters, bool isEnding)
{
    private readonly TaskCompletionSource _end = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ImmutableArray<TopicFilter> Filters => filters;

    public bool IsEnding => isEnding;

    /// <summary>0 until it is first sent.</summary>
    public ushort PacketId { get; set; }

    /// <summary>Whether it was sent on this connection.</summary>
    public bool IsSent { get; set; }

    public Task End => _end.Task;

    public Packet ToPacket() => isEnding
        ? new UnsubscribePacket(PacketId, [.. filters.Select(filter => filter.Filter)])
        : new SubscribePacket(PacketId, filters);

    public void Complete() => _end.TrySetResult();

    public void Fail(Exception failure) => _end.TrySetException(failure);

    public void Cancel(CancellationToken cancel) => _end.TrySetCanceled(cancel);
}
