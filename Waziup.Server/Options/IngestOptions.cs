using Waziup.Ngsi.Mqtt;

namespace Waziup.Server.Options;

/// <summary>Where readings are received from, besides HTTP.</summary>
internal sealed class IngestOptions
{
    /// <summary>The MQTT server; null for none.</summary>
    public MqttServer? Server { get; set; }

    /// <summary>The password of the user there.</summary>
    public string? Password { get; set; }

    /// <summary>Under what name the server keeps what comes while nobody is connected.</summary>
    public string Client { get; set; } = ThisHost.Name;

    /// <summary>How long a message waits for others, to be stored by one commit.</summary>
    public TimeSpan Gather { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Whether the user administers mosquitto's dynamic security, so that devices are given accounts.</summary>
    public bool ManagesAccounts { get; set; }
}
