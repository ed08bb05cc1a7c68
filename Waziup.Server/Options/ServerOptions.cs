using Waziup.Ngsi.Broker;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Sync.Uplink;
using Waziup.Server.Identity;

namespace Waziup.Server.Options;

/// <summary>What an operator may set. <see cref="OptionTable"/> says what each means and within which bounds.</summary>
internal sealed class ServerOptions
{
    public List<string> Urls { get; } = [];

    public StoreKind Store { get; set; }

    public string Data { get; set; } = "data";

    /// <summary>How to reach PostgreSQL, where that is the store.</summary>
    public string? Connection { get; set; }

    public string Schema { get; set; } = "waziup";

    public bool RelaxedDurability { get; set; }

    public bool AllowAnonymous { get; set; }

    /// <summary>Whether callers say who they are, and policies decide what they may do.</summary>
    public bool Identity { get; set; }

    /// <summary>Whether a code for one more administrator is told, though there are some.</summary>
    public bool AnotherAdministrator { get; set; }

    /// <summary>Whether anybody may make himself an account.</summary>
    public bool OpenRegistration { get; set; }

    /// <summary>Which providers vouch for callers.</summary>
    public OidcOptions Oidc { get; } = new();

    /// <summary>Where the keys of pseudonyms are; null: beside the store.</summary>
    public string? KeyFile { get; set; }

    /// <summary>Of a gateway: whether the clock of the machine is right whatever it looks like.</summary>
    public bool TrustClock { get; set; }

    /// <summary>Which other broker is told what is here.</summary>
    public UplinkOptions Uplink { get; } = new();

    public bool AllowPrivateEgress { get; set; }

    public TransportOptions Transport { get; } = new();

    public IngestOptions Ingest { get; } = new();

    /// <summary>What the broker itself knows: bounds, contexts, its name to others.</summary>
    public NgsiLdOptions Broker { get; } = new();

    public int MaxHeaderBytes { get; set; } = 32 * 1024;

    public int MaxConnections { get; set; } = 5000;

    public TimeSpan HeaderTimeout { get; set; } = TimeSpan.FromSeconds(15);

    public TimeSpan BodyTimeout { get; set; } = TimeSpan.FromSeconds(60);

    public TimeSpan KeepAlive { get; set; } = TimeSpan.FromSeconds(120);

    public TimeSpan StopTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Bytes a second, sending and reading; 0: as slow as the client likes.</summary>
    public int MinRate { get; set; } = 240;

    public Uri? OtlpEndpoint { get; set; }

    public LogLevel LogLevel { get; set; } = LogLevel.Information;

    public LogFormat LogFormat { get; set; }

    /// <summary>Of the command <c>stats</c>: write JSON.</summary>
    public bool Json { get; set; }

    /// <summary>Of the command <c>load</c>: how.</summary>
    public LoadOptions Load { get; } = new();

    /// <summary>Of the commands <c>load</c>, <c>drop-tenant</c> and <c>export</c>: whose the entities become or are.</summary>
    public TenantId Tenant { get; set; }

    /// <summary>What <c>export</c> writes.</summary>
    public ExportOptions Export { get; } = new();

    /// <summary>The file of a command, or the sensor of <c>export</c>.</summary>
    public string? File { get; set; }

    /// <summary>The addresses to listen on.</summary>
    public IReadOnlyList<string> Addresses => Urls.Count > 0 ? Urls : [OptionTable.DefaultUrl];

    /// <summary>Whether every address is one that only this machine can reach.</summary>
    public bool IsLoopback => Addresses.All(ListenAddress.IsLoopback);

    /// <summary>Nobody has to identify himself, so only this machine is answered (no identity, no explicit leave).</summary>
    public bool IsLocalOnly => !AllowAnonymous && !Identity;
}
