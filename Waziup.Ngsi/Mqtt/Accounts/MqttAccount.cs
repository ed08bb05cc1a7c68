namespace Waziup.Ngsi.Mqtt.Accounts;

/// <summary>Who may do what at a server.</summary>
/// <param name="User">The name.</param>
/// <param name="Publishes">Where he may publish, a topic filter; nowhere else.</param>
/// <param name="Hears">What he may subscribe to, a topic filter; nothing else.</param>
/// <remarks>Immutable.</remarks>
public sealed record MqttAccount(string User, string Publishes, string Hears);
