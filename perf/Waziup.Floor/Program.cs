// The naive honest server: what the hardware allows without a broker. One request, one prepared statement, one commit.
// Kestrel with one terminal delegate; no routing, no logging, no configuration but the two options the broker has too.
using Waziup.Floor;

if (FloorOptions.Parse(args) is not { } options)
{
    Console.Error.WriteLine(FloorOptions.Usage);
    return 2;
}

using var table = new DocumentTable(options.Data);
var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);

await using var app = builder.Build();
foreach (var url in options.Urls.Split(';'))
    app.Urls.Add(url);

app.Run(new Handler(table).RunAsync);
await app.RunAsync();
return 0;
