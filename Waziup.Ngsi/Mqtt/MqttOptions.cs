using System.Security.Cryptography.X509Certificates;

namespace Waziup.Ngsi.Mqtt;

/// <summary>How messages are published to the MQTT servers that subscriptions name.</summary>
public sealed class MqttOptions
{
    /// <summary>How many servers are connected to at the same time; those that are idle make room.</summary>
    /// <value>Between 1 and 10,000; default 200.</value>
    public int MaxConnections { get; set; } = 200;

    /// <summary>After how long without a message a connection is closed.</summary>
    /// <value>Between 1 s and 1 day; default 5 min.</value>
    public TimeSpan IdleTime { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How long it may take until a server has let us in.</summary>
    /// <value>Between 100 ms and 5 min; default 10 s.</value>
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>A server that is silent for about this long is taken for gone.</summary>
    /// <value>Between 1 s and 18 hours; default 30 s.</value>
    public TimeSpan KeepAlive { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The longest pause between two attempts to reach a server that somebody publishes to.</summary>
    /// <value>Between 500 ms and 1 hour; default 5 s.</value>
    public TimeSpan ReconnectPause { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How many messages may wait for one server; more are refused.</summary>
    /// <value>Between 1 and 1,000,000; default 10,000.</value>
    public int MaxPending { get; set; } = 10_000;

    /// <summary>The roots that certificates of servers may come from, instead of those of the system; those of <c>Egress.Roots</c> of the broker count besides.</summary>
    /// <value>Default empty: the roots of the system.</value>
    public X509Certificate2Collection Roots { get; } = [];

    internal void Validate()
    {
        Within(MaxConnections, 1, 10_000, nameof(MaxConnections));
        Within(IdleTime, TimeSpan.FromSeconds(1), TimeSpan.FromDays(1), nameof(IdleTime));
        Within(ConnectTimeout, TimeSpan.FromSeconds(0.1), TimeSpan.FromMinutes(5), nameof(ConnectTimeout));
        Within(KeepAlive, TimeSpan.FromSeconds(1), TimeSpan.FromHours(18), nameof(KeepAlive));
        Within(ReconnectPause, TimeSpan.FromSeconds(0.5), TimeSpan.FromHours(1), nameof(ReconnectPause));
        Within(MaxPending, 1, 1_000_000, nameof(MaxPending));
    }

    private static void Within<T>(T value, T least, T most, string name) where T : IComparable<T>
    {
        if (value.CompareTo(least) < 0 || value.CompareTo(most) > 0)
            throw new ArgumentOutOfRangeException(name, value, $"has to lie between {least} and {most}");
    }
}
