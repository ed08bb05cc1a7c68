using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Waziup.Ngsi.Broker;
using Waziup.Ngsi.Hosting;
using Waziup.Ngsi.PostgreSql;
using Waziup.Ngsi.Sqlite;
using Waziup.Ngsi.Sync.Uplink;
using Waziup.Server.Options;
using Waziup.Server.Transport;

namespace Waziup.Server.Operations;

/// <summary>Hands the operator's options on to what they are meant for.</summary>
internal static class Composition
{
    /// <summary>The file of the store, in the data folder.</summary>
    public static string StoreFile(this ServerOptions options) => Path.Combine(Path.GetFullPath(options.Data), "context.db");

    public static void Configure(this ServerOptions options, SqliteOptions sqlite)
    {
        sqlite.Path = options.StoreFile();
        sqlite.RelaxedDurability = options.RelaxedDurability;
    }

    public static void Configure(this ServerOptions options, PostgreSqlOptions postgreSql)
    {
        postgreSql.Connection = options.Connection!;
        postgreSql.Schema = options.Schema;
        postgreSql.RelaxedDurability = options.RelaxedDurability;
    }

    /// <summary>Chooses the store.</summary>
    public static NgsiLdBuilder UseStore(this NgsiLdBuilder builder, ServerOptions options) => options.Store switch
    {
        StoreKind.Sqlite => builder.UseSqlite(options.Configure),
        StoreKind.PostgreSql => builder.UsePostgreSql(options.Configure),
        _ => builder,
    };

    public static void Configure(this ServerOptions options, NgsiLdOptions broker)
    {
        broker.MaxBodyBytes = options.Broker.MaxBodyBytes;
        broker.MaxReceivedBytes = options.Broker.MaxReceivedBytes;
        broker.MaxJsonDepth = options.Broker.MaxJsonDepth;
        broker.MaxBatch = options.Broker.MaxBatch;
        broker.TemporalLimit = options.Broker.TemporalLimit;
        broker.MaxPage = options.Broker.MaxPage;
        broker.MaxTenants = options.Broker.MaxTenants;
        broker.MaxHostedContexts = options.Broker.MaxHostedContexts;
        broker.MaxEntityMaps = options.Broker.MaxEntityMaps;
        broker.MaxSnapshots = options.Broker.MaxSnapshots;
        broker.MaxSnapshotSize = options.Broker.MaxSnapshotSize;
        broker.SnapshotLifetime = options.Broker.SnapshotLifetime;
        broker.Federation.MaxRegistrations = options.Broker.Federation.MaxRegistrations;
        broker.Federation.Timeout = options.Broker.Federation.Timeout;
        broker.Federation.Address = options.Broker.Federation.Address;
        broker.Federation.TrustedOrigins.UnionWith(options.Broker.Federation.TrustedOrigins);
        broker.ChangeLogAge = options.Broker.ChangeLogAge;
        broker.RetentionInterval = options.Broker.RetentionInterval;
        foreach (var rule in options.Broker.Retention)
            broker.Retention.Add(rule);
        foreach (var index in options.Broker.Indexes)
            broker.Indexes.Add(index);
        broker.TenantLimits.Entities = options.Broker.TenantLimits.Entities;
        broker.TenantLimits.HistoryRows = options.Broker.TenantLimits.HistoryRows;
        broker.TenantLimits.Bytes = options.Broker.TenantLimits.Bytes;
        broker.TenantLimits.RequestsPerSecond = options.Broker.TenantLimits.RequestsPerSecond;
        broker.Notifications.MaxSubscriptions = options.Broker.Notifications.MaxSubscriptions;
        broker.Notifications.Retries = options.Broker.Notifications.Retries;
        broker.Notifications.Timeout = options.Broker.Notifications.Timeout;
        broker.Alias = options.Broker.Alias;
        // Who can reach only this machine may make it call only what he reaches anyway.
        broker.Egress.OnlyPublic = !options.IsLoopback && !options.AllowPrivateEgress;
        broker.Egress.Allowed.UnionWith(options.Broker.Egress.Allowed);
        options.Transport.Configure(broker.Egress);
        foreach (var (url, file) in options.Broker.Contexts.Preloaded)
            broker.Contexts.Preloaded[url] = file;
    }

    public static void Configure(this ServerOptions options, UplinkOptions uplink)
    {
        uplink.Cloud = options.Uplink.Cloud;
        uplink.AccessKey = options.Uplink.AccessKey;
        uplink.Name = options.Uplink.Name;
        uplink.Interval = options.Uplink.Interval;
        uplink.BytesADay = options.Uplink.BytesADay;
        uplink.Gateway = options.Broker.Alias ?? uplink.Gateway;
    }

    /// <summary>Puts bounds on what a client can make the server hold and wait for.</summary>
    public static void Bound(this KestrelServerOptions kestrel, ServerOptions options)
    {
        var limits = kestrel.Limits;
        kestrel.AddServerHeader = false;
        limits.MaxRequestBodySize = options.Broker.MaxBodyBytes;
        limits.MaxRequestLineSize = options.MaxHeaderBytes;
        limits.MaxRequestHeadersTotalSize = options.MaxHeaderBytes;
        limits.MaxConcurrentConnections = options.MaxConnections;
        limits.MaxConcurrentUpgradedConnections = 0;
        limits.RequestHeadersTimeout = options.HeaderTimeout;
        limits.KeepAliveTimeout = options.KeepAlive;
        var rate = options.MinRate == 0 ? null : new MinDataRate(options.MinRate, TimeSpan.FromSeconds(5));
        limits.MinRequestBodyDataRate = rate;
        limits.MinResponseDataRate = rate;
    }

    /// <summary>Has what arrives read at once.</summary>
    /// <remarks>
    /// Every connection keeps a buffer of 4 KB, also while it waits. Asking first whether something is there costs each request a system call:
    /// without it 8 to 10 % more updates a second, up to 8 % more creates.
    /// </remarks>
    public static void Hurry(this SocketTransportOptions sockets) => sockets.WaitForDataBeforeAllocatingBuffer = false;
}
