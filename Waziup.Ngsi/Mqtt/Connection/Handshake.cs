using System.Text;
using Waziup.Ngsi.Mqtt.Protocol;
using Waziup.Ngsi.Mqtt.Session;

namespace Waziup.Ngsi.Mqtt.Connection;

/// <summary>What CONNECT asks and CONNACK answers.</summary>
internal static class Handshake
{
    // 3.1.1 has no word for how much a server takes. Mosquitto 2.0 loses messages with QoS 2 beyond its own bound, which is 20 unless it
    // is told otherwise.
    private const int InFlightUnasked = 20;

    public static ConnectPacket Ask(MqttClientOptions options, string clientId, bool isCleanStart) => new(options.Version, clientId)
    {
        IsCleanStart = isCleanStart,
        KeepAliveSeconds = (ushort)Math.Clamp(options.KeepAlive.TotalSeconds, 0, ushort.MaxValue),
        User = options.User,
        Password = options.Password is { } password ? Encoding.UTF8.GetBytes(password) : (ReadOnlyMemory<byte>?)null,
        Will = options.Will,
        Properties = Properties.Of(
            new Property(PropertyId.SessionExpiryInterval, (uint)Math.Clamp(options.SessionExpiry.TotalSeconds, 0, uint.MaxValue)),
            new Property(PropertyId.ReceiveMaximum, options.ReceiveMaximum),
            new Property(PropertyId.MaximumPacketSize, (uint)options.MaxPacketBytes)),
    };

    /// <exception cref="MqttException">The server refuses.</exception>
    public static void Check(ConnackPacket answer, MqttClientOptions options)
    {
        if (answer.Reason == ReasonCode.Success)
            return;
        var told = answer.Properties.Text(PropertyId.ReasonString) is { } text ? $" ({text})" : "";
        throw new MqttException($"{options.Server} refused the connection: {answer.Reason.Text()}{told}", answer.Reason);
    }

    public static FlowLimits Limits(ConnackPacket answer, MqttClientOptions options) => new(
        Math.Min(options.MaxInFlight, options.Version == MqttVersion.V311 ? InFlightUnasked : ReceiveMaximum(answer)),
        (Qos)(answer.Properties.Number(PropertyId.MaximumQos) ?? (uint)Qos.ExactlyOnce),
        answer.Properties.Number(PropertyId.RetainAvailable) != 0);

    public static TimeSpan KeepAlive(ConnackPacket answer, MqttClientOptions options) =>
        answer.Properties.Number(PropertyId.ServerKeepAlive) is { } seconds ? TimeSpan.FromSeconds(seconds) : options.KeepAlive;

    public static int MaxBytes(ConnackPacket answer) =>
        (int)Math.Min(answer.Properties.Number(PropertyId.MaximumPacketSize) ?? uint.MaxValue, FieldWriter.LargestVariableInteger + 5);

    private static int ReceiveMaximum(ConnackPacket answer) => (int)(answer.Properties.Number(PropertyId.ReceiveMaximum) ?? ushort.MaxValue);
}
