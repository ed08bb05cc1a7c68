using System.Collections.Immutable;
using Waziup.Ngsi.Mqtt.Protocol;

namespace Waziup.Ngsi.Mqtt.Session;

/// <summary>What is subscribed to, and the requests to change that.</summary>
/// <remarks>Pure and not thread-safe.</remarks>
/// <param name="ids">Where packet identifiers come from.</param>
internal sealed class Requests(PacketIds ids)
{
    private const int MostOpen = 1000;
    private const int FiltersPerPacket = 100;

    private readonly LinkedList<Request> _open = [];
    private readonly Dictionary<string, TopicFilter> _subscriptions = new(StringComparer.Ordinal);

    public int Count => _open.Count;

    /// <summary>Whether messages may come.</summary>
    public bool HasSubscriptions => _subscriptions.Count > 0;

    /// <exception cref="MqttException">Too many wait already.</exception>
    public void Add(Request request)
    {
        if (_open.Count >= MostOpen)
            throw new MqttException($"{MostOpen} subscriptions wait for an answer already");
        _open.AddLast(request);
    }

    /// <summary>Nobody waits for it any longer. What was sent is answered all the same.</summary>
    public void Cancel(Request request, CancellationToken cancel)
    {
        request.Cancel(cancel);
        if (request.PacketId == 0)
            _open.Remove(request);
    }

    /// <summary>A connection is open: what was not answered is asked again, and everything where the session is new.</summary>
    public void Open(bool hasSession)
    {
        foreach (var request in _open.ToList())
        {
            request.IsSent = false;
            if (request.End.IsCompleted)
                Remove(request);
        }
        if (hasSession)
            return;
        foreach (var filters in _subscriptions.Values.Chunk(FiltersPerPacket).Reverse())
            _open.AddFirst(new Request([.. filters], isEnding: false));
    }

    /// <summary>The next request to be sent; null where there is none.</summary>
    public Request? Next()
    {
        foreach (var request in _open)
        {
            if (request.IsSent)
                continue;
            if (request.PacketId == 0)
                request.PacketId = ids.Take();
            request.IsSent = request.PacketId != 0;
            return request.IsSent ? request : null;
        }
        return null;
    }

    /// <summary>It cannot be written.</summary>
    public void Refuse(Request request, Exception failure)
    {
        Remove(request);
        request.Fail(failure);
    }

    /// <summary>An answer came.</summary>
    /// <exception cref="MqttProtocolException">It does not fit the request.</exception>
    public void Receive(SubscriptionAnswerPacket answer)
    {
        var request = _open.FirstOrDefault(request => request.IsSent && request.PacketId == answer.PacketId);
        if (request is null)
            return;
        var isOldUnsuback = request.IsEnding && answer.Reasons.IsEmpty;
        if (request.IsEnding != (answer.Type == PacketType.Unsuback) || (!isOldUnsuback && answer.Reasons.Length != request.Filters.Length))
            throw MqttProtocolException.Violation($"{answer.Type} does not fit the request");
        Remove(request);
        var refused = new List<string>();
        for (var i = 0; i < request.Filters.Length; i++)
            Take(request, request.Filters[i], isOldUnsuback ? ReasonCode.Success : answer.Reasons[i], refused);
        if (refused.Count == 0)
            request.Complete();
        else
            request.Fail(new MqttException($"the server refuses {string.Join(", ", refused)}", answer.Reasons.First(reason => reason.IsFailure())));
    }

    /// <summary>Nothing is asked any more.</summary>
    public void FailAll(Exception failure)
    {
        foreach (var request in _open)
        {
            request.Fail(failure);
            ids.Free(request.PacketId);
        }
        _open.Clear();
    }

    private void Take(Request request, TopicFilter filter, ReasonCode reason, List<string> refused)
    {
        if (reason.IsFailure())
            refused.Add($"{filter.Filter}: {reason.Text()}");
        else if (request.IsEnding)
            _subscriptions.Remove(filter.Filter);
        else
            _subscriptions[filter.Filter] = filter;
    }

    private void Remove(Request request)
    {
        _open.Remove(request);
        ids.Free(request.PacketId);
    }
}
