namespace Waziup.Ngsi.Federation;

/// <summary>Bounds on context sources, and how hard the broker tries.</summary>
public sealed class FederationOptions
{
    /// <summary>How many registrations a tenant may have; beyond that they are refused with 403.</summary>
    /// <value>Default 100,000.</value>
    public int MaxRegistrations { get; set; } = 100_000;

    /// <summary>How long a source may take to answer, unless its registration allows it less.</summary>
    /// <value>100 ms or more; default 5 s.</value>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How many bytes an answer of a source may have; a longer one is not used.</summary>
    /// <value>1 KiB or more; default 16 MiB.</value>
    public int MaxAnswerBytes { get; set; } = 16 * 1024 * 1024;

    /// <summary>How many bytes of answers are kept for sources whose registrations have a <c>cacheDuration</c>; with more all are asked for anew.</summary>
    /// <value>0 or more; default 8 MiB.</value>
    public int MaxKeptBytes { get; set; } = 8 * 1024 * 1024;

    /// <summary>How many sources are asked at the same time for one request.</summary>
    /// <value>1 or more; default 64.</value>
    public int MaxSourcesAtOnce { get; set; } = 64;

    /// <summary>How many requests go to one server at the same time.</summary>
    /// <value>1 or more; default 256.</value>
    public int MaxPerServer { get; set; } = 256;

    /// <summary>How many brokers a request may have come through; one that has come through more is answered with 508.</summary>
    /// <value>1 or more; default 32.</value>
    public int MaxVia { get; set; } = 32;

    /// <summary>The address of this broker as sources reach it, such as <c>https://broker.example</c>: there they send what they have been subscribed to.</summary>
    /// <value>Default null: as the client has addressed it that made the subscription.</value>
    public Uri? Address { get; set; }

    /// <summary>
    /// The origins, such as <c>https://source.example:1026</c>, to which a registration may have credentials of the incoming request copied
    /// (<c>urn:ngsi-ld:request</c> for Authorization, Cookie and the like), and which are shown the client certificate of the broker.
    /// </summary>
    /// <value>Default: none.</value>
    public ISet<string> TrustedOrigins { get; } = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
}
