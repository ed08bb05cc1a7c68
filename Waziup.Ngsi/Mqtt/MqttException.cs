using Waziup.Ngsi.Mqtt.Protocol;

namespace Waziup.Ngsi.Mqtt;

/// <summary>The server could not be reached, refused, or lost what it was asked for. The text says what, for an operator.</summary>
internal sealed class MqttException : Exception
{
    public MqttException(string message, Exception? inner = null) : base(message, inner)
    {
    }

    public MqttException(string message, ReasonCode reason) : base(message) => Reason = reason;

    /// <summary>The reason that the server gave; null where it gave none.</summary>
    public ReasonCode? Reason { get; }

    /// <summary>Whether asking again, unchanged, is pointless.</summary>
    public bool IsLasting => Reason is { } reason && !reason.IsPassing();
}
