namespace Waziup.Ngsi.Mqtt.Receiving;

/// <summary>A message that is under way.</summary>
/// <param name="Message">The message.</param>
/// <param name="At">When it came.</param>
internal sealed record Taken(MqttMessage Message, DateTimeOffset At)
{
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends when the message is done with.</summary>
    public Task Done => _done.Task;

    public void End() => _done.TrySetResult();
}
