using Waziup.Ngsi.AspNetCore;

var builder = WebApplication.CreateSlimBuilder(args);
builder.Services.AddNgsiLd(options => options.Egress.OnlyPublic = false);
var app = builder.Build();
app.UseNgsiLd();
await app.RunAsync();
