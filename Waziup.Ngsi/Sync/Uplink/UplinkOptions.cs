namespace Waziup.Ngsi.Sync.Uplink;

/// <summary>How what a gateway holds goes up to another broker, the cloud.</summary>
/// <remarks>
/// It speaks NGSI-LD and nothing else: batch upserts for what is (5.6.8), temporal entities for what was (5.6.11), deletions. So the cloud may be any broker of that standard.
/// </remarks>
public sealed class UplinkOptions
{
    /// <summary>Where the cloud is, before <c>/ngsi-ld/v1</c>.</summary>
    /// <value>Default null: nothing goes up.</value>
    public Uri? Cloud { get; set; }

    /// <summary>The name of the link: what goes up is what policies let the key <c>uplink-NAME</c> read.</summary>
    /// <value>Default <c>cloud</c>: letters, digits and hyphens.</value>
    public string Name { get; set; } = "cloud";

    /// <summary>The key or token that the cloud is shown.</summary>
    /// <value>Default null: none.</value>
    public string? AccessKey { get; set; }

    /// <summary>The name of this gateway: its entity is <c>urn:ngsi-ld:Gateway:NAME</c>, and tells how it fares with the link.</summary>
    /// <value>Default the name of the machine.</value>
    public string Gateway { get; set; } = Environment.MachineName;

    /// <summary>How long changes are gathered before they go.</summary>
    /// <value>Default 1 s; 0.1 s to 1 h.</value>
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How many values of the past go in one step at most; between two of them goes what is new.</summary>
    /// <value>Default 2,000; 1 to 20,000.</value>
    public int MaxRows { get; set; } = 2_000;

    /// <summary>How many entities are told of in one request at most.</summary>
    /// <value>Default 200; 1 to 1,000.</value>
    public int MaxEntities { get; set; } = 200;

    /// <summary>How many bytes may go up on a day of UTC; then what is left waits for the next one.</summary>
    /// <value>Default null: any number.</value>
    public long? BytesADay { get; set; }

    /// <summary>How long an answer is waited for.</summary>
    /// <value>Default 60 s; 1 s to 10 min. A lost answer costs no more than that the same is sent again.</value>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How long after it was refused an entity is tried again.</summary>
    /// <value>Default 1 h.</value>
    public TimeSpan RetryRefused { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Whether bodies are packed (gzip), as long as the cloud takes that.</summary>
    /// <value>Default true.</value>
    public bool Packs { get; set; } = true;
}
