using System.Security.Cryptography.X509Certificates;
using Waziup.Ngsi.Mqtt.Connection;
using Waziup.Ngsi.Mqtt.Protocol;

namespace Waziup.Ngsi.Mqtt;

/// <summary>Which server, as whom, and within what bounds.</summary>
internal sealed record MqttClientOptions
{
    public required string Host { get; init; }

    public required int Port { get; init; }

    public bool UsesTls { get; init; }

    /// <summary>The roots that a server's certificate may come from.</summary>
    /// <value>Default null: those of the system.</value>
    public X509Certificate2Collection? Roots { get; init; }

    /// <summary>Roots that it may come from besides those.</summary>
    /// <value>Default null: none.</value>
    public X509Certificate2Collection? RootsBeside { get; init; }

    public MqttVersion Version { get; init; } = MqttVersion.V5;

    /// <summary>Under what name the server keeps the session.</summary>
    /// <value>Default a new random one of 23 characters, which every server takes.</value>
    public string ClientId { get; init; } = $"waziup-{Guid.NewGuid():N}"[..23];

    public string? User { get; init; }

    public string? Password { get; init; }

    public LastWill? Will { get; init; }

    /// <summary>A server that is silent for about this long is taken for gone; also told to the server, which does the same.</summary>
    /// <value>In whole seconds up to 65,535, 0 for never; default 30 s.</value>
    public TimeSpan KeepAlive { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Whether the session of an earlier run is thrown away. With 3.1.1 it also ends with each connection.</summary>
    public bool IsCleanStart { get; init; } = true;

    /// <summary>How long the server keeps the session without a connection; 5.0 only.</summary>
    /// <value>In whole seconds; default 5 min.</value>
    public TimeSpan SessionExpiry { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How many messages the server may send ahead of their acknowledgement, and how many wait for the handler; more are not read.</summary>
    /// <value>Default 1,000. The server is told with 5.0 only.</value>
    public ushort ReceiveMaximum { get; init; } = 1000;

    /// <summary>Whether the server may send more than that, which is not read then, instead of losing the connection.</summary>
    /// <remarks>Mosquitto 2.0.11 sends all that has waited in a kept session at once.</remarks>
    public bool ForgivesExcess { get; init; }

    /// <summary>How large a packet from the server may be.</summary>
    /// <value>Default 1 MiB.</value>
    public int MaxPacketBytes { get; init; } = 1 << 20;

    /// <summary>How long it may take until the server has said yes.</summary>
    /// <value>Default 10 s.</value>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How many publishes with QoS 1 and 2 may be unacknowledged; the server may want fewer.</summary>
    /// <value>Default 100.</value>
    public int MaxInFlight { get; init; } = 100;

    /// <summary>How many publishes may wait for their end; more are refused.</summary>
    /// <value>Default 10,000.</value>
    public int MaxPending { get; init; } = 10_000;

    /// <summary>How many bytes of payload they may hold.</summary>
    /// <value>Default 64 MiB.</value>
    public long MaxPendingBytes { get; init; } = 64L << 20;

    /// <summary>How often a message is sent that is not acknowledged before the connection is lost.</summary>
    /// <remarks>A server may close the connection for a message that it dislikes.</remarks>
    /// <value>Default 5.</value>
    public int MaxSends { get; init; } = 5;

    /// <summary>The first pause after a loss; later ones grow.</summary>
    /// <value>Default 0.5 s.</value>
    public TimeSpan ReconnectLeast { get; init; } = TimeSpan.FromSeconds(0.5);

    /// <summary>The longest pause between attempts.</summary>
    /// <value>Default 30 s.</value>
    public TimeSpan ReconnectMost { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Whether it connects again though nothing is published and nobody asks.</summary>
    /// <value>Default true.</value>
    public bool StaysConnected { get; init; } = true;

    /// <summary>Opens the TCP connection to a host and a port. Addresses can be refused here.</summary>
    public Func<string, int, CancellationToken, ValueTask<Stream>> Open { get; init; } = Tcp.ConnectAsync;

    /// <summary>The server, for messages.</summary>
    public string Server => $"{Host}:{Port}";
}
