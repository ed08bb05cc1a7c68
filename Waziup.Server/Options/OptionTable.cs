using Waziup.Ngsi.Model;
using Waziup.Ngsi.PostgreSql;
using static Waziup.Server.Options.Values;

namespace Waziup.Server.Options;

/// <summary>All options, as data: help, reading and checking walk this table.</summary>
internal static class OptionTable
{
    public const string VariablePrefix = "WAZIUP_";
    public const string DefaultUrl = ThisHost.Url;

    private const long MostHeld = 1_000_000_000_000_000;

    public static readonly Option[] Rows =
    [
        new("urls", "URL", $"address to listen on, several divided by ';' (default {DefaultUrl})", AddUrls) { IsRepeatable = true },
        new("store", "KIND", "sqlite (default), postgresql, or memory: gone when the server stops", OneOf<StoreKind>((o, kind) => o.Store = kind))
            { Commands = Command.All },
        new("data", "DIR", "folder of the SQLite store (default data)", Text((o, text) => o.Data = text)) { Commands = Command.All | Command.Rotate },
        new("connection", "STRING", "how to reach PostgreSQL: \"Host=db;Database=waziup;Username=waziup;Password=…\"; the variable hides it from others",
            Text((o, text) => o.Connection = text)) { Commands = Command.All },
        new("schema", "NAME", "schema of the tables in PostgreSQL (default waziup)", Text(SetSchema)) { Commands = Command.All },
        new("relaxed-durability", null, "do without a flush for each write: a loss of power may take the last acknowledged ones with it",
            Switch((o, on) => o.RelaxedDurability = on)) { Commands = Command.Serve | Command.Load },
        new("allow-anonymous", null, "let everybody who can reach the address read and write everything; without it only this machine is answered",
            Switch((o, on) => o.AllowAnonymous = on)),
        new("identity", null, "callers show a key, and policies decide what they may do; the first start tells a code that makes the first administrator",
            Switch((o, on) => o.Identity = on)),
        new("key-file", "FILE", "keys of pseudonyms, which nodes on one store share; made where it is not there (default keys.json in the folder of the SQLite store)",
            Text((o, text) => o.KeyFile = text)) { Commands = Command.Serve | Command.Rotate },
        new("another-administrator", null, "tell a code that makes one more administrator, where nobody has the keys of the others any more",
            Switch((o, on) => o.AnotherAdministrator = on)),
        new("open-registration", null, "let anybody make himself an account, which has no role and the default tenant alone; without it administrators make them",
            Switch((o, on) => o.OpenRegistration = on)),
        new("oidc-issuer", "[TENANT=]URL", "provider of OpenID Connect whose tokens are good here; with a tenant, there alone", AddIssuer) { IsRepeatable = true },
        new("oidc-audience", "NAME", "how providers call this broker in the aud of their tokens; others are refused", Text((o, text) => o.Oidc.Audience = text)),
        new("oidc-roles", "CLAIM", "claim that tells roles, by a path with dots, such as realm_access.roles (default roles)", Text((o, text) => o.Oidc.Roles = text)),
        new("oidc-groups", "CLAIM", "claim that tells groups (default groups)", Text((o, text) => o.Oidc.Groups = text)),
        new("oidc-purposes", "CLAIM", "claim that tells the purposes that a caller may name (default purposes)", Text((o, text) => o.Oidc.Purposes = text)),
        new("oidc-tenants", "CLAIM", "claim that tells tenants, * for all (default tenants; without the claim the default tenant)", Text((o, text) => o.Oidc.Tenants = text)),
        new("oidc-clock-skew", "SECONDS", "how far a provider's clock may be from this one (default 60, 0 to 300)",
            Seconds(0, 300, (o, time) => o.Oidc.ClockSkew = time)),
        new("allow-private-egress", null, "let requests make the broker call private addresses, though it can be reached from other machines",
            Switch((o, on) => o.AllowPrivateEgress = on)),
        new("allow-egress", "HOST:PORT", "one private address that the broker may call", AddEgress) { IsRepeatable = true },
        new("context", "URL=FILE", "@context to read from a file instead of fetching it, for sites without Internet", AddContext)
            { IsRepeatable = true, Commands = Command.Serve | Command.Load },
        new("alias", "NAME", "how the broker calls itself to others (default: a random name, kept in the store)", Text(SetAlias)),
        new("max-body-bytes", "N", "largest request body (default 16777216, 1024 to 1073741824); beyond: 413",
            Number(1024, 1 << 30, (o, n) => o.Broker.MaxBodyBytes = n)),
        new("max-received-bytes", "N", "most bytes of all bodies under way together (default 67108864, 1024 to 2147483647); beyond: 503",
            Number(1024, int.MaxValue, (o, n) => o.Broker.MaxReceivedBytes = n)),
        new("max-header-bytes", "N", "largest request line, and all headers together (default 32768, 1024 to 1048576); beyond: 414, 431",
            Number(1024, 1 << 20, (o, n) => o.MaxHeaderBytes = n)),
        new("max-json-depth", "N", "how deeply the JSON of a request may nest (default 64, 4 to 64); beyond: 400",
            Number(4, 64, (o, n) => o.Broker.MaxJsonDepth = n)),
        new("max-batch", "N", "most elements of a batch (default 10000, 1 to 100000); beyond: 413",
            Number(1, 100_000, (o, n) => o.Broker.MaxBatch = n)),
        new("max-page", "N", "most entities of an answer (default 1000, 20 to 100000); beyond: 403",
            Number(20, 100_000, (o, n) => o.Broker.MaxPage = n)),
        new("temporal-limit", "N", "most instances of an answer about the history (default 1000, 1 to 1000000); beyond: 206 and a part of the window",
            Number(1, 1_000_000, (o, n) => o.Broker.TemporalLimit = n)),
        new("max-tenants", "N", "most tenants that requests may bring into being (default 1000, 0 to 1000000)",
            Number(0, 1_000_000, (o, n) => o.Broker.MaxTenants = n)),
        new("max-hosted-contexts", "N", "most @contexts that a tenant may host (default 1000, 0 to 1000000)",
            Number(0, 1_000_000, (o, n) => o.Broker.MaxHostedContexts = n)),
        new("max-entity-maps", "N", "most entity maps that a tenant may have (default 1000, 0 to 1000000)",
            Number(0, 1_000_000, (o, n) => o.Broker.MaxEntityMaps = n)),
        new("max-subscriptions", "N", "most subscriptions that a tenant may have (default 20000, 0 to 1000000); beyond: 403",
            Number(0, 1_000_000, (o, n) => o.Broker.Notifications.MaxSubscriptions = n)),
        new("notification-retries", "N", "how often a notification that fails is tried again before it is given up (default 3, 0 to 10000)",
            Number(0, 10_000, (o, n) => o.Broker.Notifications.Retries = n)),
        new("notification-timeout", "SECONDS", "how long an attempt to notify may take (default 10, 1 to 300)",
            Seconds(1, 300, (o, time) => o.Broker.Notifications.Timeout = time)),
        new("max-registrations", "N", "most registrations of context sources that a tenant may have (default 100000, 0 to 1000000); beyond: 403",
            Number(0, 1_000_000, (o, n) => o.Broker.Federation.MaxRegistrations = n)),
        new("source-timeout", "SECONDS", "how long a context source may take to answer (default 5, 1 to 300)",
            Seconds(1, 300, (o, time) => o.Broker.Federation.Timeout = time)),
        new("public-address", "URL", "address of this broker as context sources reach it (default: as the client has addressed it that subscribes)",
            Url((o, url) => o.Broker.Federation.Address = url)),
        new("trusted-source", "URL", "context source, such as https://source.example:1026, to which registrations may have credentials of requests copied, and which is shown --client-certificate (default: none)",
            Url((o, url) => o.Broker.Federation.TrustedOrigins.Add(url.GetLeftPart(UriPartial.Authority)))) { IsRepeatable = true },
        new("max-snapshots", "N", "most snapshots that a tenant may have (default 100, 1 to 100000); beyond, the one goes that matters least",
            Number(1, 100_000, (o, n) => o.Broker.MaxSnapshots = n)),
        new("max-snapshot-size", "N", "most entities of a snapshot (default 100000, 1 to 10000000)",
            Number(1, 10_000_000, (o, n) => o.Broker.MaxSnapshotSize = n)),
        new("max-connections", "N", "most connections at a time (default 5000, 1 to 100000); beyond: closed at once",
            Number(1, 100_000, (o, n) => o.MaxConnections = n)),
        new("header-timeout", "SECONDS", "how long the headers of a request may take to arrive (default 15, 1 to 3600); beyond: 408",
            Seconds(1, 3600, (o, time) => o.HeaderTimeout = time)),
        new("body-timeout", "SECONDS", "how long the body of a request may take to arrive (default 60, 1 to 3600); beyond: 408",
            Seconds(1, 3600, (o, time) => o.BodyTimeout = time)),
        new("keep-alive", "SECONDS", "how long a connection may stay idle (default 120, 1 to 3600)",
            Seconds(1, 3600, (o, time) => o.KeepAlive = time)),
        new("min-rate", "N", "fewest bytes a second that a sender or reader must keep up, after 5 s of grace (default 240, 0 for any)",
            Number(0, 1 << 20, (o, n) => o.MinRate = n)),
        new("stop-timeout", "SECONDS", "how long requests under way may take to finish when the server stops (default 30, 1 to 3600)",
            Seconds(1, 3600, (o, time) => o.StopTimeout = time)),
        new("change-log-days", "DAYS", "how long the change log is kept for readers that lag (default 7, 1 to 3650)",
            Days(1, 3650, (o, time) => o.Broker.ChangeLogAge = time)),
        new("index", "WHAT", "index to make at the start, where queries have not brought it yet: [tenant=NAME,]type=TYPE, then values=ATTRIBUTE or places=ATTRIBUTE",
            (o, text) => o.Broker.Indexes.Add(IndexText.Read(text))) { IsRepeatable = true },
        new("retention", "RULE", "how long history is kept (default: for ever): [tenant=NAME,][type=TYPE,]days=N or count=N of each attribute; a type is a term of "
            + "the default vocabulary or an IRI",
            (o, text) => o.Broker.Retention.Add(RetentionText.Read(text))) { IsRepeatable = true },
        new("retention-interval", "SECONDS", "how often the rules of retention are applied (default 3600, 1 to 86400)",
            Seconds(1, 86_400, (o, time) => o.Broker.RetentionInterval = time)),
        new("tenant-entities", "N", "most entities of a tenant (default: any number, 1 to 10^15); beyond: 403",
            Amount(MostHeld, (o, n) => o.Broker.TenantLimits.Entities = n)),
        new("tenant-history", "N", "most rows of history of a tenant (default: any number, 1 to 10^15); beyond, nothing but deletions is written: 403",
            Amount(MostHeld, (o, n) => o.Broker.TenantLimits.HistoryRows = n)),
        new("tenant-bytes", "N", "most bytes of entities and history of a tenant (default: any number, 1 to 10^15); beyond: as for its history",
            Amount(MostHeld, (o, n) => o.Broker.TenantLimits.Bytes = n)),
        new("tenant-requests", "N", "most requests a second of a tenant, on the average and at once (default: any number, 1 to 1000000); beyond: 429",
            Number(1, 1_000_000, (o, n) => o.Broker.TenantLimits.RequestsPerSecond = n)),
        .. TransportTable.Rows,
        .. UplinkTable.Rows,
        .. IngestTable.Rows,
        .. ExportTable.Rows,
        new("otlp-endpoint", "URL", "where to send traces and metrics by OTLP over HTTP, such as http://127.0.0.1:4318 (default: nowhere)",
            Url((o, url) => o.OtlpEndpoint = url)),
        new("log-level", "LEVEL", "least level that is logged: trace, debug, information (default), warning, error, critical, none",
            OneOf<LogLevel>((o, level) => o.LogLevel = level)),
        new("log-format", "FORMAT", "text (default), or json: an object a line", OneOf<LogFormat>((o, format) => o.LogFormat = format)),
        new("tenant", "NAME", "tenant whose the entities become or are (default: the default tenant), or that is deleted", SetTenant)
            { Commands = Command.Load | Command.Drop | Command.Export },
        new("default-context", "URL", "@context of lines that carry none (default: the core context)", Url((o, url) => o.Load.Context = url))
            { Commands = Command.Load },
        new("update", null, "write attributes over those that are there and keep the others; without it a line replaces its entity",
            Switch((o, on) => o.Load.Update = on)) { Commands = Command.Load },
        new("skip-lines", "N", "lines at the beginning to pass over, as an earlier load that was stopped has said (default 0)",
            Number(0, int.MaxValue, (o, n) => o.Load.SkipLines = n)) { Commands = Command.Load },
        new("json", null, "write JSON", Switch((o, on) => o.Json = on)) { Commands = Command.Stats },
        .. ThisHost.Options,
    ];

    /// <summary>Variables of this prefix that belong to tests and measurements of the project.</summary>
    public static readonly string[] OtherVariables =
        ["WAZIUP_TEST_DATA", "WAZIUP_TEST_RESULTS", "WAZIUP_UPDATE_API", "WAZIUP_UPDATE_STORES", "WAZIUP_FULL", "WAZIUP_FUZZ", "WAZIUP_FLUSH_DELAY_MS"];

    private static void AddUrls(ServerOptions options, string text)
    {
        foreach (var url in text.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            ListenAddress.Check(url);
            options.Urls.Add(url);
        }
    }

    private static void AddEgress(ServerOptions options, string text)
    {
        var colon = text.LastIndexOf(':');
        if (colon < 1 || !ushort.TryParse(text.AsSpan(colon + 1), out _))
            throw new FormatException("has the form HOST:PORT");
        options.Broker.Egress.Allowed.Add(text);
    }

    private static void AddIssuer(ServerOptions options, string text)
    {
        var equals = text.IndexOf("=http", StringComparison.Ordinal);
        TenantId tenant = default;
        if (equals >= 0 && (equals == 0 || !TenantId.TryParse(text[..equals], out tenant)))
            throw new FormatException("has the form URL or TENANT=URL");
        // Kept as it is written: tokens have to name it so, to the last slash.
        if (WebUrl(text[(equals + 1)..]) is not { } url || !(url.Scheme == Uri.UriSchemeHttps || url.IsLoopback))
            throw new FormatException("is an https URL, of this machine an http URL too");
        options.Oidc.Issuers.Add((url, equals > 0 ? tenant : null));
    }

    private static void AddContext(ServerOptions options, string text)
    {
        // The URL may hold an equals sign, a file's name rarely does.
        var equals = text.LastIndexOf('=');
        if (equals < 1 || WebUrl(text[..equals]) is null)
            throw new FormatException("has the form URL=FILE");
        var file = Path.GetFullPath(text[(equals + 1)..]);
        if (!File.Exists(file))
            throw new FormatException($"names a file that is not there: {file}");
        options.Broker.Contexts.Preloaded[text[..equals]] = file;
    }

    private static void SetTenant(ServerOptions options, string text) =>
        options.Tenant = TenantId.TryParse(text, out var tenant)
            ? tenant : throw new FormatException("has 1 to 64 letters, digits, dashes and underscores");

    private static void SetAlias(ServerOptions options, string text)
    {
        if (text.Any(letter => !char.IsAsciiLetterOrDigit(letter) && letter is not ('.' or '_' or '-')))
            throw new FormatException("has letters, digits, '.', '_' and '-' only");
        options.Broker.Alias = text;
    }

    private static void SetSchema(ServerOptions options, string text)
    {
        try
        {
            new PostgreSqlOptions { Connection = "any", Schema = text }.Validate();
        }
        catch (ArgumentException wrong)
        {
            throw new FormatException("has lower-case letters, digits and underscores, begins with a letter, and is 48 long at most", wrong);
        }
        options.Schema = text;
    }
}
