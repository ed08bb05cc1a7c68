using Waziup.Ngsi.Federation;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Notifications;

namespace Waziup.Ngsi.Broker;

/// <summary>What a host may set; every default is fit for use.</summary>
public sealed class NgsiLdOptions
{
    /// <summary>How many entities a page has when the client does not say.</summary>
    /// <value>1 to <see cref="MaxPage"/>; default 20.</value>
    public int DefaultPage { get; set; } = 20;

    /// <summary>How many entities a client may ask for at once; more is answered with 403 TooManyResults.</summary>
    /// <value>Default 1,000.</value>
    public int MaxPage { get; set; } = 1000;

    /// <summary>How many instances an answer about the history holds; beyond that it is cut at a point in time and answered with 206 (6.3.10).</summary>
    /// <value>1 or more; default 1,000.</value>
    public int TemporalLimit { get; set; } = 1000;

    /// <summary>How many elements a batch may have; more is answered with 413.</summary>
    /// <value>Default 10,000.</value>
    public int MaxBatch { get; set; } = 10_000;

    /// <summary>How many bytes a request body may have; more is answered with 413.</summary>
    /// <value>Default 16 MiB.</value>
    public int MaxBodyBytes { get; set; } = 16 * 1024 * 1024;

    /// <summary>How many bytes all bodies that are being received may take together; a body beyond that is answered with 503.</summary>
    /// <value>At least <see cref="MaxBodyBytes"/>; default 64 MiB. Bodies that come in one piece do not count.</value>
    public long MaxReceivedBytes { get; set; } = 64 * 1024 * 1024;

    /// <summary>How deeply the JSON of a request body may nest; more is answered with 400.</summary>
    /// <value>4 to 64, which is the default.</value>
    public int MaxJsonDepth { get; set; } = 64;

    /// <summary>
    /// How many bytes all large answers that are being sent may take together; one beyond that is answered with 503, one that is larger by itself with
    /// 403 TooManyResults.
    /// </summary>
    /// <value>At least 1 MiB; default 64 MiB. Answers of 64 KiB or less do not count.</value>
    public long MaxSentBytes { get; set; } = 64 * 1024 * 1024;

    /// <summary>How many tenants may come into being by a client's naming them.</summary>
    /// <value>Default 1,000.</value>
    public int MaxTenants { get; set; } = 1000;

    /// <summary>How many contexts a tenant may host (5.13.2).</summary>
    /// <value>Default 1,000.</value>
    public int MaxHostedContexts { get; set; } = 1000;

    /// <summary>How many entity maps a tenant may have (5.2.39); beyond that none is made until some have passed their time.</summary>
    /// <value>Default 1,000.</value>
    public int MaxEntityMaps { get; set; } = 1000;

    /// <summary>How many entities a map may hold; a query that selects more is answered with 403 TooManyResults.</summary>
    /// <value>Default 100,000.</value>
    public int MaxEntityMapSize { get; set; } = 100_000;

    /// <summary>How long an entity map is kept when the client does not say, or asks for longer.</summary>
    /// <value>1 s or more; default 1 hour.</value>
    public TimeSpan EntityMapLifetime { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How many snapshots a tenant may have (5.16); beyond that the one goes that matters least: by priority, then by when it was used last.</summary>
    /// <value>1 or more; default 100.</value>
    public int MaxSnapshots { get; set; } = 100;

    /// <summary>How many entities the queries of a snapshot may select together; the one that would select more fails.</summary>
    /// <value>1 or more; default 100,000.</value>
    public int MaxSnapshotSize { get; set; } = 100_000;

    /// <summary>How long a snapshot is kept when the client does not say, or asks for longer.</summary>
    /// <value>1 s or more; default 24 hours.</value>
    public TimeSpan SnapshotLifetime { get; set; } = TimeSpan.FromHours(24);

    /// <summary>How often what has expired is removed (4.22). It is never shown after its time, whatever this says.</summary>
    /// <value>100 ms or more; default 1 s.</value>
    public TimeSpan SweepInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long the change log is kept for readers that lag.</summary>
    /// <value>Default 7 days. Records that every reader is done with go earlier.</value>
    public TimeSpan ChangeLogAge { get; set; } = TimeSpan.FromDays(7);

    /// <summary>Indexes that are made when the broker starts; queries bring others by themselves.</summary>
    /// <value>Default: none.</value>
    public IList<IndexRule> Indexes { get; } = [];

    /// <summary>How long the history is kept.</summary>
    /// <value>Default: no rule, so for ever.</value>
    public IList<RetentionRule> Retention { get; } = [];

    /// <summary>How often the rules are applied.</summary>
    /// <value>1 second or more; default 1 hour. They are applied first when half of it has passed.</value>
    public TimeSpan RetentionInterval { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How much each tenant may hold and ask for.</summary>
    public TenantLimits TenantLimits { get; } = new();

    /// <summary>How this broker calls itself to others (5.2.40): letters, digits, <c>. _ -</c>.</summary>
    /// <value>Null: a random name that is made once and kept in the store.</value>
    public string? Alias { get; set; }

    /// <summary>Which addresses the broker may call.</summary>
    public EgressOptions Egress { get; } = new();

    /// <summary>Bounds on notifications, and how hard the broker tries.</summary>
    public NotificationOptions Notifications { get; } = new();

    /// <summary>Bounds on context sources, and how hard the broker tries.</summary>
    public FederationOptions Federation { get; } = new();

    /// <summary>Bounds on @contexts.</summary>
    public ContextOptions Contexts { get; } = new();
}
