// The naive honest server: what the hardware allows without a broker. One request, one prepared statement, one commit.
// Kestrel with one terminal delegate; no routing, no logging, no configuration but the few options the broker has too.
using Waziup.Floor;
using Waziup.Floor.PostgreSql;
using Waziup.Floor.Sqlite;

if (FloorOptions.Parse(args) is not { } options)
{
    Console.Error.WriteLine(FloorOptions.Usage);
    return 2;
}

await using IStore store = options.Connection is { } connection ? await PostgreSqlStore.OpenAsync(connection) : new SqliteStore(options.Data);
var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);

await using var app = builder.Build();
foreach (var url in options.Urls.Split(';'))
    app.Urls.Add(url);

app.Run(new Handler(store, await store.AnyAsync()).RunAsync);
await app.RunAsync();
return 0;
