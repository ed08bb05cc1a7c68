using System.Globalization;
using Npgsql;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.PostgreSql;

/// <summary>The pools of connections: one for statements that look up keys, one for queries. They do not take each other's room.</summary>
internal sealed class Databases : IAsyncDisposable
{
    // Statements are written so that keys and indexes lead: with few rows, or without statistics, the planner would rather read tables. And one
    // plan serves all values: to plan a query anew each time costs more than most of them.
    private const string ByKey = "-c enable_seqscan=off -c enable_hashjoin=off -c enable_mergejoin=off -c plan_cache_mode=force_generic_plan";

    // A node that is gone must not keep its locks from the others.
    private const string LettingGo =
        " -c idle_in_transaction_session_timeout=10s -c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3";

    // The writer, signals, documents, and room for another of each after a failure.
    private const int Others = 10;
    private const int NameConnections = 4;

    // Each piece of work that this node does keeps one for as long as it does it.
    private const int HoldConnections = 16;

    private Databases(PostgreSqlOptions options)
    {
        var timeout = string.Create(CultureInfo.InvariantCulture, $" -c statement_timeout={(long)options.QueryTimeout.TotalMilliseconds}");
        Keys = Build(options, ByKey + LettingGo + timeout, options.FindConnections + Others);
        Names = Build(options, ByKey + LettingGo + timeout, NameConnections);
        Holds = Build(options, ByKey + LettingGo + timeout, HoldConnections);
        Queries = Build(options, ByKey + LettingGo + timeout, options.QueryConnections);
        var address = new NpgsqlConnectionStringBuilder(options.Connection);
        Description = $"postgresql ({address.Host}:{address.Port}, database {address.Database ?? address.Username}, schema {options.Schema})";
    }

    /// <exception cref="StorageException">The connection string makes no sense.</exception>
    public static Databases Of(PostgreSqlOptions options)
    {
        try
        {
            return new Databases(options);
        }
        catch (Exception wrong) when (wrong is ArgumentException or FormatException or KeyNotFoundException)
        {
            throw new StorageException($"the connection string cannot be used: {wrong.Message}", wrong);
        }
    }

    /// <summary>Does something without which the store cannot be used.</summary>
    /// <exception cref="StorageException">The database failed; the message says how.</exception>
    public async Task<T> OrFailAsync<T>(Func<Task<T>> use)
    {
        try
        {
            return await use();
        }
        catch (Exception failure) when (PostgreSqlFailure.IsFailure(failure))
        {
            throw new StorageException($"{Description} cannot be used: {(failure as PostgresException)?.MessageText ?? failure.Message}", failure);
        }
        catch (NgsiLdException failure)
        {
            throw new StorageException($"{Description} cannot be used: {failure.InnerException?.Message ?? failure.Error.Detail}", failure);
        }
    }

    /// <summary>For statements that look up keys.</summary>
    public NpgsqlDataSource Keys { get; }

    /// <summary>For looking up names, which others need in the midst of something.</summary>
    public NpgsqlDataSource Names { get; }

    /// <summary>For work that this node holds; apart from the others, who would wait for these for ever.</summary>
    public NpgsqlDataSource Holds { get; }

    /// <summary>For queries.</summary>
    public NpgsqlDataSource Queries { get; }

    /// <summary>Where it is, for people; without the password.</summary>
    public string Description { get; }

    public async ValueTask DisposeAsync()
    {
        await Keys.DisposeAsync();
        await Names.DisposeAsync();
        await Holds.DisposeAsync();
        await Queries.DisposeAsync();
    }

    private static NpgsqlDataSource Build(PostgreSqlOptions options, string settings, int most)
    {
        var address = new NpgsqlConnectionStringBuilder(options.Connection)
        {
            SearchPath = options.Schema + ",public",
            ApplicationName = "waziup",
            MaxPoolSize = most,
            MinPoolSize = 0,
            MaxAutoPrepare = 200,
            AutoPrepareMinUsages = 2,
            NoResetOnClose = true,
            IncludeErrorDetail = false,
            // The database ends a statement that takes too long; this is for a database that does not answer.
            CommandTimeout = 10 + (int)options.QueryTimeout.TotalSeconds,
            Enlist = false,
            // A page of entities or a hundred instances at once; the default needs several turns for it.
            ReadBufferSize = 32 * 1024,
        };
        address.Options = $"{address.Options} {settings}".Trim();
        var builder = new NpgsqlSlimDataSourceBuilder(address.ConnectionString);
        builder.EnableArrays();
        builder.EnableTransportSecurity();
        return builder.Build();
    }
}
