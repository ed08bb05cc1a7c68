namespace Waziup.Ngsi.Mqtt.Protocol;

/// <summary>The return codes of 3.1.1 as reasons of 5.0.</summary>
internal static class ReturnCode
{
    // By return code (3.1.1, table 3.1).
    private static ReadOnlySpan<ReasonCode> OfConnack =>
    [
        ReasonCode.Success, ReasonCode.UnsupportedProtocolVersion, ReasonCode.ClientIdentifierNotValid, ReasonCode.ServerUnavailable,
        ReasonCode.BadUserNameOrPassword, ReasonCode.NotAuthorized,
    ];

    public static ReasonCode Read(byte code) =>
        code < OfConnack.Length ? OfConnack[code] : throw MqttProtocolException.Malformed($"CONNACK has the return code {code}");

    public static byte Write(ReasonCode reason) =>
        OfConnack.IndexOf(reason) is >= 0 and var code ? (byte)code : throw new ArgumentException($"3.1.1 cannot say: {reason}", nameof(reason));

    public static ReasonCode ReadSuback(byte code) =>
        code is <= 2 or 0x80 ? (ReasonCode)code : throw MqttProtocolException.Malformed($"SUBACK has the return code {code}");
}
