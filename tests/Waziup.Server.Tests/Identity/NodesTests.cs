using System.Diagnostics;
using System.Text.Json.Nodes;
using Waziup.Ngsi.PostgreSql.Tests;
using static Waziup.Server.Tests.Identity.Guarded;

namespace Waziup.Server.Tests.Identity;

/// <summary>Two servers on one database: who is known, and what holds, is the same on both; what one of them ends does not come back by the other.</summary>
public sealed class NodesTests : IAsyncLifetime
{
    const string Plots = $"{Entities}?type=Plot";
    const string Password = "four long words here";
    readonly string _schema = Cluster.NewSchema();
    readonly TestFolder _folder = new();
    Cluster _cluster = null!;
    ServerProcess _one = null!;
    ServerProcess _two = null!;
    string _root = "";

    public async ValueTask InitializeAsync()
    {
        _cluster = await Cluster.SharedAsync();
        string[] store = ["--identity", "--key-file", _folder.File("keys.json"), "--store", "postgresql", "--connection", _cluster.Connection, "--schema", _schema];
        _one = await ServerProcess.StartAsync(_folder, store);
        _two = await ServerProcess.StartAsync(_folder, store);
        _root = await _one.BeginAsync();
        await _one.AllowAsync(_root, "urn:waziup:Policy:readers", """{"who":["role:reader"],"rights":["read"],"entities":{"type":"Plot"},"attributes":{"moisture":"show"}}""");
        Assert.Equal(201, (await _one.AsAsync(_root, HttpMethod.Post, "/access/accounts", Login("reader"))).Status);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in new[] { _one, _two }.Where(server => server is not null))
            await server.DisposeAsync();
        _folder.Dispose();
        if (_cluster is not null)
            await _cluster.ExecuteAsync($"drop schema if exists {_schema} cascade");
    }

    [Fact]
    public async Task What_changes_on_one_holds_on_the_other_within_about_a_second()
    {
        var key = await _one.KeyAsync(_root, """{"name":"kofi","roles":["reader"]}""");
        await UntilAsync(key, 200);

        await _one.AsAsync(_root, HttpMethod.Post, "/access/policy-set", """{"retire":["urn:waziup:Policy:readers"]}""");
        var retired = await UntilAsync(key, 403);
        await _one.AsAsync(_root, HttpMethod.Post, "/access/policy-set", """{"activate":[{"id":"urn:waziup:Policy:readers","version":1}]}""");
        var held = await UntilAsync(key, 200);
        await _one.AsAsync(_root, HttpMethod.Delete, "/access/keys/kofi");
        var revoked = await UntilAsync(key, 401);

        // Nodes look, twice a second: no notification is needed, which could be cut.
        TestContext.Current.TestOutputHelper?.WriteLine($"retired after {retired.TotalMilliseconds:0} ms, held after {held.TotalMilliseconds:0} ms, revoked after {revoked.TotalMilliseconds:0} ms");
        Assert.All([retired, held, revoked], time => Assert.InRange(time, TimeSpan.Zero, TimeSpan.FromSeconds(5)));
    }

    [Fact]
    public async Task A_session_is_good_on_both_and_ends_on_both()
    {
        var (access, refresh) = await LoginAsync(_one);

        Assert.Equal(200, (await _two.AsAsync(access, HttpMethod.Get, Plots)).Status);
        Assert.Equal(204, (await _two.AsAsync(access, HttpMethod.Post, "/access/logout")).Status);
        Assert.Equal(401, (await _one.SendAsync(HttpMethod.Post, "/access/refresh", Form(refresh))).Status);
        Assert.Equal(401, (await _two.AsAsync(access, HttpMethod.Get, Plots)).Status);
    }

    [Fact]
    public async Task One_refresh_token_shown_to_both_at_once_is_good_once_at_most()
    {
        for (var i = 0; i < 5; i++)
        {
            var (_, refresh) = await LoginAsync(_one);
            var answers = await Task.WhenAll(
                _one.SendAsync(HttpMethod.Post, "/access/refresh", Form(refresh)), _two.SendAsync(HttpMethod.Post, "/access/refresh", Form(refresh)));

            Assert.InRange(answers.Count(answer => answer.Status == 200), 0, 1);
            Assert.All(answers, answer => Assert.Contains(answer.Status, (int[])[200, 401]));
            // It was shown twice: nobody goes on.
            foreach (var (_, body) in answers.Where(answer => answer.Status == 200))
                Assert.Equal(401, (await _one.SendAsync(HttpMethod.Post, "/access/refresh", Form(JsonNode.Parse(body)!["refreshToken"]!.GetValue<string>()))).Status);
        }
    }

    [Fact]
    public async Task What_an_administrator_takes_away_no_login_on_another_node_gives_back()
    {
        using var stop = new CancellationTokenSource();
        var logins = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
                await _two.SendAsync(HttpMethod.Post, "/access/login", """{"name":"ama","password":"four long words here"}""");
        }, TestContext.Current.CancellationToken);

        for (var i = 0; i < 10; i++)
        {
            await RetriedAsync(HttpMethod.Patch, i % 2 == 0 ? """{"roles":[]}""" : """{"roles":["reader"]}""");
            var list = (await _one.AsAsync(_root, HttpMethod.Get, "/access/accounts")).Body;
            Assert.Contains(i % 2 == 0 ? "\"roles\":[]" : "\"roles\":[\"reader\"]", list, StringComparison.Ordinal);
        }
        await RetriedAsync(HttpMethod.Delete, null);
        await stop.CancelAsync();
        await logins;

        Assert.DoesNotContain("\"ama\"", (await _two.AsAsync(_root, HttpMethod.Get, "/access/accounts")).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_two_who_change_the_set_at_once_one_does()
    {
        foreach (var id in new[] { "urn:p:a", "urn:p:b" })
            await _one.AsAsync(_root, HttpMethod.Put, $"/access/policies/{id}", """{"who":["role:x"],"rights":["read"],"entities":{"type":"Plot"},"attributes":{"moisture":"show"}}""");

        var answers = await Task.WhenAll(
            _one.AsAsync(_root, HttpMethod.Post, "/access/policy-set", """{"activate":[{"id":"urn:p:a","version":1}],"expectedVersion":2}"""),
            _two.AsAsync(_root, HttpMethod.Post, "/access/policy-set", """{"activate":[{"id":"urn:p:b","version":1}],"expectedVersion":2}"""));

        Assert.Equal((int[])[200, 409], answers.Select(answer => answer.Status).Order());
        Assert.Equal(3, JsonNode.Parse((await _one.AsAsync(_root, HttpMethod.Get, "/access/policy-set")).Body)!["number"]!.GetValue<int>());
    }

    async Task RetriedAsync(HttpMethod method, string? body)
    {
        // A login was faster: the administrator is told, and says it again.
        int status;
        while ((status = (await _one.AsAsync(_root, method, "/access/accounts/ama", body)).Status) == 409)
        {
        }
        Assert.InRange(status, 200, 204);
    }

    async Task<TimeSpan> UntilAsync(string key, int status)
    {
        var since = Stopwatch.StartNew();
        while ((await _two.AsAsync(key, HttpMethod.Get, Plots)).Status != status)
            await Task.Delay(10, TestContext.Current.CancellationToken);
        return since.Elapsed;
    }

    static async Task<(string Access, string Refresh)> LoginAsync(ServerProcess server)
    {
        var (status, body) = await server.SendAsync(HttpMethod.Post, "/access/login", """{"name":"ama","password":"four long words here"}""");
        Assert.True(status == 200, body);
        return (JsonNode.Parse(body)!["accessToken"]!.GetValue<string>(), JsonNode.Parse(body)!["refreshToken"]!.GetValue<string>());
    }

    static string Form(string refresh) => new JsonObject { ["refreshToken"] = refresh }.ToJsonString();

    static string Login(string role) => new JsonObject { ["name"] = "ama", ["password"] = Password, ["roles"] = new JsonArray(role) }.ToJsonString();
}
