using Waziup.Ngsi.Mqtt.Protocol;

namespace Waziup.Ngsi.Mqtt.Session;

/// <summary>How far a publish has come.</summary>
internal enum Progress : byte
{
    /// <summary>Not sent yet on this session.</summary>
    Waiting,

    /// <summary>PUBLISH was sent.</summary>
    Sent,

    /// <summary>PUBREC came, so PUBREL was sent or is due.</summary>
    Released,
}

/// <summary>A message on its way to the server.</summary>
/// <param name="packet">The message; its identifier is set when it is first sent.</param>
/// <param name="order">Grows from one publish to the next.</param>
internal sealed class Outgoing(PublishPacket packet, long order)
{
    private readonly TaskCompletionSource _end = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public PublishPacket Packet { get; set; } = packet;

    public long Order { get; } = order;

    public Progress Progress { get; set; }

    /// <summary>How often PUBLISH was sent.</summary>
    public int Sends { get; set; }

    /// <summary>Whether it takes a place in the flow window of this connection.</summary>
    public bool TakesPlace { get; set; }

    /// <summary>Whether nobody waits for it any longer.</summary>
    public bool IsOver => _end.Task.IsCompleted;

    /// <summary>Ends when the server has acknowledged it, as far as its QoS asks for.</summary>
    public Task End => _end.Task;

    public bool Complete() => _end.TrySetResult();

    public bool Fail(Exception failure) => _end.TrySetException(failure);

    public bool Cancel(CancellationToken cancel) => _end.TrySetCanceled(cancel);
}
