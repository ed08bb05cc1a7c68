using System.Text;
using System.Text.Json.Nodes;
using Waziup.Ngsi.Broker;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.AspNetCore.Tests;

/// <summary>What a host serves beside the standard's API stands behind the same checks.</summary>
public sealed class HostRouteTests
{
    private static readonly HostRoute Bytes = new("POST", "boxes/{box}/items/{item}", Told) { Body = HostBody.Bytes, CreatesTenant = true };

    private static readonly HostRoute[] Routes =
    [
        Bytes,
        new("POST", "boxes", (request, _) => ValueTask.FromResult(new HostAnswer(201, request.ReadJson().GetRawText()) { Location = "/there" })) { Body = HostBody.Json },
        new("GET", "boxes", (request, _) => ValueTask.FromResult(new HostAnswer(200, string.Join('|', request.Parameters.OrderBy(one => one.Key).Select(one => $"{one.Key}={one.Value}")))))
        {
            Parameters = ["kind", "size"],
        },
        new("GET", "boxes/{box}", (request, _) => request.Values[0] == "none"
            ? throw new NgsiLdException(NgsiLdErrors.NotFound("box")) : ValueTask.FromResult(new HostAnswer(204))),
    ];

    private static Task<TestBroker> StartAsync(Action<NgsiLdOptions>? options = null) => TestBroker.StartAsync(options: options, beside: Routes);

    private static ValueTask<HostAnswer> Told(HostRequest request, CancellationToken cancel) => ValueTask.FromResult(new HostAnswer(200, new JsonObject
    {
        ["tenant"] = request.Tenant.Value,
        ["who"] = request.Caller.Subject,
        ["values"] = string.Join('|', request.Values),
        ["type"] = request.ContentType,
        ["body"] = Encoding.UTF8.GetString(request.Body.Span),
    }));

    [Fact]
    public async Task An_operation_is_told_what_was_asked()
    {
        await using var broker = await StartAsync();

        var answer = await broker.AskHostAsync("POST", "/boxes/a%2Fb/items/caf%C3%A9", "\u0001x", "application/x-lpp", "NGSILD-Tenant: farm", "Test-Caller: ama");

        Assert.Equal("""{"tenant":"farm","who":"ama","values":"a/b|café","type":"application/x-lpp","body":"\u0001x"}""", answer.Body);
        Assert.Equal(200, answer.Status);
        Assert.Equal("private, no-store", answer["Cache-Control"]);
        Assert.Equal("farm", answer["NGSILD-Tenant"]);
    }

    [Fact]
    public async Task What_was_made_is_somewhere_and_what_says_nothing_has_no_body()
    {
        await using var broker = await StartAsync();

        var made = await broker.AskHostAsync("POST", "/boxes", "{\"a\":1}");
        var nothing = await broker.AskHostAsync("GET", "/boxes/one");

        Assert.Equal((201, "/there"), (made.Status, made["Location"]));
        Assert.Equal((204, ""), (nothing.Status, nothing.Body));
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("?size=big", "size=big")]
    [InlineData("?size=&kind=caf%C3%A9+%26%20tea", "kind=café & tea|size=")]
    public async Task An_operation_is_told_the_parameters_that_it_names(string query, string told)
    {
        await using var broker = await StartAsync();

        var answer = await broker.AskHostAsync("GET", "/boxes" + query);

        Assert.Equal((200, told), (answer.Status, (string?)answer.Json));
    }

    [Theory]
    [InlineData("GET", "/crates", null, "application/json", "", 404)]
    [InlineData("DELETE", "/boxes/one", null, "application/json", "", 405)]
    [InlineData("GET", "/boxes/none", null, "application/json", "", 404)]
    [InlineData("GET", "/boxes/one?options=x", null, "application/json", "", 400)]
    [InlineData("GET", "/boxes?colour=red", null, "application/json", "", 400)]
    [InlineData("GET", "/boxes?Kind=round", null, "application/json", "", 400)]
    [InlineData("GET", "/boxes?kind=round&kind=flat", null, "application/json", "", 400)]
    [InlineData("POST", "/boxes", "{}", "text/plain", "", 415)]
    [InlineData("POST", "/boxes", "{", "application/json", "", 400)]
    [InlineData("POST", "/boxes", "{\"a\":1,\"a\":2}", "application/json", "", 400)]
    [InlineData("POST", "/boxes", "{}", "application/json", "NGSILD-Tenant: no-such", 404)]
    [InlineData("POST", "/boxes", "{}", "application/json", "NGSILD-Tenant: a b", 400)]
    [InlineData("POST", "/boxes/a/items/b", "{}", "application/json", "Test-Caller: kofi:farm1", 404)]
    public async Task Others_are_refused(string method, string path, string? body, string type, string header, int status)
    {
        await using var broker = await StartAsync();

        var answer = await broker.AskHostAsync(method, path, body, type, header.Length == 0 ? [] : [header]);

        Assert.Equal(status, answer.Status);
        if (status is 400 or 404)
            Assert.Equal(status, (int)answer.Json["status"]!);
    }

    [Fact]
    public async Task Bodies_and_rates_have_the_bounds_of_the_broker()
    {
        await using var broker = await StartAsync(options =>
        {
            options.MaxBodyBytes = 1024;
            options.TenantLimits.RequestsPerSecond = 2;
        });

        var large = await broker.AskHostAsync("POST", "/boxes/a/items/b", new string('x', 1025));
        var asked = await broker.GetAsync("/types");
        var often = await broker.AskHostAsync("GET", "/boxes/one");

        Assert.Equal((413, 200, 429), (large.Status, asked.Status, often.Status));
    }

    [Fact]
    public async Task The_root_alone_is_no_operation_and_a_path_beside_it_is_not_the_hosts()
    {
        await using var broker = await StartAsync();

        var root = await broker.AskHostAsync("GET", "");
        var beside = await broker.AskHostAsync("GET", "0/boxes/one");

        Assert.Equal(("ResourceNotFound", 404), (root.Problem, root.Status));
        Assert.Equal((404, ""), (beside.Status, beside.Body));
    }
}
