using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Waziup.Ngsi.Access;
using Waziup.Ngsi.AspNetCore;
using Waziup.Ngsi.PostgreSql;
using Waziup.Ngsi.Sqlite;
using Waziup.Ngsi.Storage;
using Waziup.Ngsi.Sync.Uplink;

namespace Waziup.Ngsi.Client.Tests.Examples;

/// <summary>The examples of the READMEs of the other packages; those that need a server elsewhere are only compiled and put together.</summary>
public class HostExamples
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_broker_that_lets_nobody_write()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddNgsiLd(options => options.MaxPage = 500).AddPolicy<ReadOnlyPolicy>();
        await using var app = builder.Build();
        app.UseNgsiLd(endpoint => endpoint.CallerOf = http => http.User.Identity?.Name is { } name
            ? new Caller(name, Tenants.Every, [], []) : Caller.Anonymous);
        await app.StartAsync(Cancel);
        using var http = new HttpClient { BaseAddress = Address(app) };
        var client = new NgsiLdClient(http);

        Assert.Equal(0, await client.Entities.CountAsync(NgsiQuery.OfType("Pond"), Cancel));
        var refused = await Assert.ThrowsAsync<NgsiLdClientException>(() => client.Entities.CreateAsync(Ponds.Pond(1), Cancel));
        // Nobody is known here; somebody who is would get 403.
        Assert.Equal(401, refused.Status);
    }

    [Fact]
    public async Task A_store_that_keeps_what_it_is_given()
    {
        var folder = Directory.CreateTempSubdirectory("ponds");
        try
        {
            // The example names the folder of the process.
            var path = Path.Combine(folder.FullName, "context.db");
            var builder = WebApplication.CreateSlimBuilder();
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            builder.Services.AddNgsiLd().UseSqlite(store => store.Path = "data/context.db");
            builder.Services.Configure<SqliteOptions>(store => store.Path = path);
            await using var app = builder.Build();
            app.UseNgsiLd();
            await app.StartAsync(Cancel);
            using var http = new HttpClient { BaseAddress = Address(app) };
            await new NgsiLdClient(http).Entities.CreateAsync(Ponds.Pond(1), Cancel);

            var copy = Path.Combine(folder.FullName, "copy.db");
            Assert.True(SqliteBackup.Write(path, copy) > 0);
            Assert.Equal(1, SqliteStatistics.Read(copy).Item1.Entities);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void Stores_and_notifiers_are_put_together()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Services.AddNgsiLd().UsePostgreSql(store =>
        {
            store.Connection = "Host=db;Database=waziup;Username=waziup";
            store.Schema = "waziup";
        });
        builder.Services.AddNgsiLd().AddMqttNotifier(mqtt => mqtt.ConnectTimeout = TimeSpan.FromSeconds(5));

        Assert.Contains(builder.Services, service => service.ServiceType == typeof(IStorage) && service.ImplementationType != typeof(Storage.Memory.MemoryStorage));
    }

    [Fact]
    public void A_gateway_that_tells_a_cloud()
    {
        var services = new ServiceCollection();

        services.AddNgsiLd().UseSqlite(sqlite => sqlite.Path = "context.db")
            .AddUplink(uplink => uplink.Cloud = new Uri("https://cloud.example"));

        using var provider = services.BuildServiceProvider();
        Assert.Equal("https://cloud.example/", provider.GetRequiredService<Microsoft.Extensions.Options.IOptions<UplinkOptions>>().Value.Cloud!.AbsoluteUri);
    }

    private static Uri Address(WebApplication app) => new(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    // Compiled, not run: it listens at a fixed address until somebody ends it.
    private static async Task RunAsync()
    {
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:1026");
        builder.Services.AddNgsiLd(options => options.DefaultPage = 50);
        var app = builder.Build();
        app.UseNgsiLd();
        await app.RunAsync();
    }

    [Fact]
    public async Task A_host_serves_operations_of_its_own()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddNgsiLd();
        await using var app = builder.Build();
        app.UseNgsiLd(endpoint => endpoint.Serve("/farm/v1", new HostRoute("GET", "weather/{place}",
            (request, cancel) => ValueTask.FromResult(new HostAnswer(200, new JsonObject { ["place"] = request.Values[0], ["asked"] = request.Caller.Subject })))));
        await app.StartAsync(TestContext.Current.CancellationToken);
        using var client = new HttpClient();

        Assert.Equal("""{"place":"keta","asked":null}""", await client.GetStringAsync(new Uri(Address(app), "/farm/v1/weather/keta"), TestContext.Current.CancellationToken));
    }

    // Compiled, not run: the paths are those of somebody's host.
    private static long Backup()
    {
        var bytes = SqliteBackup.Write("data/context.db", "backup/context.db");
        return bytes;
    }
}
