namespace Waziup.Ngsi.Mqtt.Protocol;

/// <summary>What a subscription asks for.</summary>
/// <param name="Filter">A topic, in which + stands for one level and # at the end for all the rest.</param>
/// <param name="Qos">The most that messages are sent with.</param>
internal sealed record TopicFilter(string Filter, Qos Qos)
{
    /// <summary>Whether the client's own messages are left out; 5.0 only.</summary>
    public bool IsNoLocal { get; init; }

    /// <summary>Whether messages that are passed on keep their retain flag; 5.0 only.</summary>
    public bool KeepsRetained { get; init; }

    /// <summary>0: retained messages are sent at once, 1: for a new subscription only, 2: never; 5.0 only.</summary>
    public byte RetainHandling { get; init; }
}
