// The naive honest server: what the hardware allows without a broker. One request, one prepared statement, one commit.
// Kestrel with one terminal delegate; no routing, no logging, no configuration but the few options the broker has too.
// Before and behind brokers it is a reverse proxy, or the sources: no store then.
using Waziup.Floor;
using Waziup.Floor.Federation;
using Waziup.Floor.PostgreSql;
using Waziup.Floor.Sqlite;

if (FloorOptions.Parse(args) is not { } options)
{
    Console.Error.WriteLine(FloorOptions.Usage);
    return 2;
}

await using IStore? store = options switch
{
    { Proxy: not null } or { Sources: > 0 } => null,
    { Connection: { } connection } => await PostgreSqlStore.OpenAsync(connection),
    _ => new SqliteStore(options.Data),
};
var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);

using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false });
await using var app = builder.Build();
foreach (var url in options.Urls.Split(';'))
    app.Urls.Add(url);

app.Run(options.Proxy is { } address ? new ReverseProxy(client, address).RunAsync
    : store is null ? new ContextSources(options.Sources, TimeSpan.FromMilliseconds(options.DelayMilliseconds)).RunAsync
    : new Handler(store, await store.AnyAsync()).RunAsync);
await app.RunAsync();
return 0;
