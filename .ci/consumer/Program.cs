using Waziup.Ngsi.AspNetCore;
using Waziup.Ngsi.Client;
using Waziup.Ngsi.NewtonsoftJson;

// A broker in this process, with a store in a file, at a port that is free.
var builder = WebApplication.CreateSlimBuilder(args);
builder.Logging.SetMinimumLevel(LogLevel.Warning);
builder.WebHost.UseUrls("http://127.0.0.1:0");
builder.Services.AddNgsiLd().UseSqlite(store => store.Path = "data/context.db").AddMqttNotifier();
await using var app = builder.Build();
app.UseNgsiLd();
await app.StartAsync();

// And somebody who uses it.
using var http = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
var client = new NgsiLdClient(http);
await client.Entities.CreateAsync(new NgsiEntityBuilder("urn:ngsi-ld:Pond:1", "Pond").Property("temperature", 24.5, unitCode: "CEL").Build());
var pond = await client.Entities.RetrieveAsync("urn:ngsi-ld:Pond:1");
var warm = await client.Entities.QueryAsync(new NgsiQuery { Type = "Pond", Q = "temperature>20" }).CountAsync();
await app.StopAsync();

var isRead = pond?["temperature"] is { Number: 24.5, UnitCode: "CEL" } && warm == 1 && (double)pond.ToJObject()["temperature"]!["value"]! == 24.5;
Console.WriteLine(isRead ? "ok" : $"not what was written: {pond}, {warm} warm");
return isRead ? 0 : 1;
