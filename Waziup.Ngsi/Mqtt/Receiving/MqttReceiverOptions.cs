namespace Waziup.Ngsi.Mqtt.Receiving;

/// <summary>What is received, and how it is gathered.</summary>
public sealed class MqttReceiverOptions
{
    /// <summary>Under what name the server keeps the session: what is published while nobody is connected waits there for a week.</summary>
    /// <value>Another one for each receiver of a server.</value>
    public required string ClientId { get; init; }

    /// <summary>The topics, in which + stands for one level and # at the end for all the rest. Retained messages of before are not sent.</summary>
    public required IReadOnlyList<string> Filters { get; init; }

    /// <summary>Which messages are handed over one after the other: those of topics for which this gives the same text.</summary>
    public required Func<string, string> LaneOf { get; init; }

    /// <summary>How long a message waits for others, so that they are stored by one commit.</summary>
    /// <value>0 for not at all; default 250 ms.</value>
    public TimeSpan Gather { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>How many messages are taken at once; the server sends no more before some are acknowledged.</summary>
    /// <value>Between 1 and 65,535; default 100.</value>
    public int MaxWaiting { get; init; } = 100;

    /// <summary>How large a message may be; the server leaves larger ones out.</summary>
    /// <value>Default 256 KiB.</value>
    public int MaxMessageBytes { get; init; } = 256 << 10;
}
