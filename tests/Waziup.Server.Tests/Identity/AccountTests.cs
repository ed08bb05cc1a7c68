using System.Text.Json.Nodes;
using static Waziup.Server.Tests.Identity.Guarded;

namespace Waziup.Server.Tests.Identity;

/// <summary>Accounts with passwords: who gets in, for how long, and by which ways nobody does.</summary>
public sealed class AccountTests
{
    const string Plots = $"{Entities}?type=Plot";
    const string Password = "four long words here";

    [Fact]
    public async Task Who_knows_the_password_is_let_in_for_a_while_and_may_go_on()
    {
        using var folder = new TestFolder();
        string refresh;
        await using (var server = await StartAsync(folder))
        {
            await ReadersAsync(server);
            var (access, first) = await LoginAsync(server);
            Assert.Equal(200, (await server.AsAsync(access, HttpMethod.Get, Plots)).Status);
            Assert.Contains("\"subject\":\"ama\"", (await server.AsAsync(access, HttpMethod.Get, "/access/me")).Body, StringComparison.Ordinal);

            (var next, refresh) = Tokens(await server.SendAsync(HttpMethod.Post, "/access/refresh", Form(first)));
            Assert.Equal(200, (await server.AsAsync(next, HttpMethod.Get, Plots)).Status);
            Assert.Equal(401, (await server.AsAsync(access, HttpMethod.Get, Plots)).Status);
            Assert.All([Password, access, first, next, refresh], secret => Assert.DoesNotContain(secret, server.Output, StringComparison.Ordinal));
            server.Signal("KILL");
            await server.EndAsync();
        }

        await using var again = await StartAsync(folder);
        var (after, _) = Tokens(await again.SendAsync(HttpMethod.Post, "/access/refresh", Form(refresh)));
        Assert.Equal(200, (await again.AsAsync(after, HttpMethod.Get, Plots)).Status);
        Assert.Equal(204, (await again.AsAsync(after, HttpMethod.Post, "/access/logout")).Status);
        Assert.Equal(401, (await again.AsAsync(after, HttpMethod.Get, Plots)).Status);
    }

    [Fact]
    public async Task A_refresh_token_that_is_shown_again_ends_the_session_for_whoever_has_the_next_one()
    {
        using var folder = new TestFolder();
        await using var server = await StartAsync(folder);
        await ReadersAsync(server);
        var (_, first) = await LoginAsync(server);
        var (other, _) = await LoginAsync(server);
        var (access, second) = Tokens(await server.SendAsync(HttpMethod.Post, "/access/refresh", Form(first)));

        // What was never given ends nothing.
        foreach (var forged in new[] { first.Replace('.', 'x'), first.Split('.')[0], "wzr_", "", first.Split('.')[0] + ".a.b", access })
            Assert.NotEqual(200, (await server.SendAsync(HttpMethod.Post, "/access/refresh", Form(forged))).Status);
        Assert.Equal(200, (await server.AsAsync(access, HttpMethod.Get, Plots)).Status);

        var (_, third) = Tokens(await server.SendAsync(HttpMethod.Post, "/access/refresh", Form(second)));
        Assert.Equal(401, (await server.SendAsync(HttpMethod.Post, "/access/refresh", Form(first))).Status);
        Assert.Equal(401, (await server.SendAsync(HttpMethod.Post, "/access/refresh", Form(third))).Status);
        Assert.Equal(200, (await server.AsAsync(other, HttpMethod.Get, Plots)).Status);
        Assert.Contains("refresh-token-shown-again", server.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_refresh_token_shown_many_times_at_once_is_good_once_at_most()
    {
        using var folder = new TestFolder();
        await using var server = await StartAsync(folder);
        await ReadersAsync(server);
        var (_, first) = await LoginAsync(server);

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => server.SendAsync(HttpMethod.Post, "/access/refresh", Form(first))));

        Assert.Equal(1, answers.Count(answer => answer.Status == 200));
        var (access, refresh) = Tokens(answers.First(answer => answer.Status == 200));
        Assert.Equal(401, (await server.AsAsync(access, HttpMethod.Get, Plots)).Status);
        Assert.Equal(401, (await server.SendAsync(HttpMethod.Post, "/access/refresh", Form(refresh))).Status);
    }

    [Fact]
    public async Task An_account_is_locked_after_five_wrong_passwords_also_at_once_and_then_the_right_one_is_not_good_either()
    {
        using var folder = new TestFolder();
        await using var server = await StartAsync(folder);
        var root = await ReadersAsync(server);

        var answers = await Task.WhenAll(Enumerable.Range(0, 5).Select(i => server.SendAsync(HttpMethod.Post, "/access/login", Login("ama", $"wrong password {i}"))));
        var unknown = await server.SendAsync(HttpMethod.Post, "/access/login", Login("nobody", Password));
        var locked = await server.SendAsync(HttpMethod.Post, "/access/login", Login("ama", Password));

        Assert.All(answers.Append(unknown).Append(locked), answer => Assert.Equal((401, unknown.Body), answer));
        Assert.Equal(401, (await server.SendAsync(HttpMethod.Post, "/access/password", $$"""{"name":"ama","password":"{{Password}}","newPassword":"another long one"}""")).Status);
        Assert.Contains("the account is locked", server.Output, StringComparison.Ordinal);

        Assert.Equal(200, (await server.AsAsync(root, HttpMethod.Patch, "/access/accounts/ama", """{"locked":false}""")).Status);
        await LoginAsync(server);
    }

    [Fact]
    public async Task Another_password_and_the_end_of_an_account_end_its_sessions()
    {
        using var folder = new TestFolder();
        await using var server = await StartAsync(folder);
        var root = await ReadersAsync(server);
        var (access, refresh) = await LoginAsync(server);

        Assert.Equal(204, (await server.SendAsync(HttpMethod.Post, "/access/password", $$"""{"name":"AMA","password":"{{Password}}","newPassword":"another long one"}""")).Status);
        Assert.Equal(401, (await server.AsAsync(access, HttpMethod.Get, Plots)).Status);
        Assert.Equal(401, (await server.SendAsync(HttpMethod.Post, "/access/refresh", Form(refresh))).Status);
        Assert.Equal(401, (await server.SendAsync(HttpMethod.Post, "/access/login", Login("ama", Password))).Status);

        (access, refresh) = await LoginAsync(server, "another long one");
        Assert.Equal(200, (await server.AsAsync(root, HttpMethod.Patch, "/access/accounts/ama", """{"roles":[]}""")).Status);
        Assert.Equal(403, (await server.AsAsync(access, HttpMethod.Get, Plots)).Status);
        Assert.Equal(204, (await server.AsAsync(root, HttpMethod.Delete, "/access/accounts/ama")).Status);
        Assert.Equal(401, (await server.AsAsync(access, HttpMethod.Get, Plots)).Status);

        // One of the same name is somebody else.
        Assert.Equal(201, (await server.AsAsync(root, HttpMethod.Post, "/access/accounts", Login("ama", "another long one", "reader"))).Status);
        Assert.Equal(401, (await server.AsAsync(access, HttpMethod.Get, Plots)).Status);
        Assert.Equal(401, (await server.SendAsync(HttpMethod.Post, "/access/refresh", Form(refresh))).Status);
    }

    [Fact]
    public async Task Administrators_make_accounts_and_nobody_else_unless_that_is_wanted()
    {
        using var folder = new TestFolder();
        await using (var server = await StartAsync(folder))
        {
            await ReadersAsync(server);
            var (access, _) = await LoginAsync(server);
            Assert.Equal(403, (await server.SendAsync(HttpMethod.Post, "/access/register", Login("eve", Password))).Status);
            foreach (var (method, path) in new[] { (HttpMethod.Get, "accounts"), (HttpMethod.Post, "accounts"), (HttpMethod.Patch, "accounts/ama"), (HttpMethod.Delete, "accounts/ama"), (HttpMethod.Get, "keys") })
            {
                Assert.Equal(403, (await server.AsAsync(access, method, $"/access/{path}", Login("eve", Password, "administrator"))).Status);
                Assert.Equal(401, (await server.SendAsync(method, $"/access/{path}", Login("eve", Password, "administrator"))).Status);
            }
        }

        await using var open = await StartAsync(folder, "--open-registration");
        Assert.Equal(400, (await open.SendAsync(HttpMethod.Post, "/access/register", Login("eve", Password, "administrator"))).Status);
        Assert.Equal(409, (await open.SendAsync(HttpMethod.Post, "/access/register", Login("Ama", Password))).Status);
        Assert.Equal(201, (await open.SendAsync(HttpMethod.Post, "/access/register", Login("eve", Password))).Status);
        var (eve, _) = Tokens(await open.SendAsync(HttpMethod.Post, "/access/login", Login("eve", Password)));
        var me = (await open.AsAsync(eve, HttpMethod.Get, "/access/me")).Body;
        Assert.Contains("\"roles\":[],\"groups\":[],\"tenants\":[\"\"]", me, StringComparison.Ordinal);
        // Not one that somebody has written into a policy already.
        Assert.Contains("\"subject\":\"eve~", me, StringComparison.Ordinal);
        Assert.Equal(403, (await open.AsAsync(eve, HttpMethod.Get, Plots)).Status);
    }

    [Theory]
    [InlineData("""{"name":"a b","password":"four long words"}""")]
    [InlineData("""{"name":"","password":"four long words"}""")]
    [InlineData("""{"password":"four long words"}""")]
    [InlineData("""{"name":"esi"}""")]
    [InlineData("""{"name":"esi","password":"short"}""")]
    [InlineData("""{"name":"esi","password":"aaaaaaaaaaaa"}""")]
    [InlineData("""{"name":"esi","password":"esi is my name"}""")]
    [InlineData("""{"name":"esi","password":12345678901}""")]
    [InlineData("""{"name":"esi","password":"four long words","hash":"x"}""")]
    [InlineData("""{"name":"ama","password":"four long words"}""", 409)]
    public async Task An_account_that_is_malformed_is_refused(string form, int expected = 400)
    {
        using var folder = new TestFolder();
        await using var server = await StartAsync(folder);
        var root = await ReadersAsync(server);

        var (status, body) = await server.AsAsync(root, HttpMethod.Post, "/access/accounts", form);

        Assert.True(status == expected, $"{status} {body}");
        var list = (await server.AsAsync(root, HttpMethod.Get, "/access/accounts")).Body;
        Assert.DoesNotContain("esi", list, StringComparison.Ordinal);
        Assert.All(["hash", "stamp", "AQAAAA"], secret => Assert.DoesNotContain(secret, list, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task The_first_administrator_may_be_a_person()
    {
        using var folder = new TestFolder();
        await using var server = await StartAsync(folder);
        var code = await server.CodeAsync();

        Assert.Equal(400, (await server.SendAsync(HttpMethod.Post, "/access/first-administrator", $$"""{"name":"ama","password":"short","code":"{{code}}"}""")).Status);
        Assert.Equal(201, (await server.SendAsync(HttpMethod.Post, "/access/first-administrator", $$"""{"name":"ama","password":"{{Password}}","code":"{{code}}"}""")).Status);
        Assert.Equal(403, (await server.SendAsync(HttpMethod.Post, "/access/first-administrator", $$"""{"name":"eve","password":"{{Password}}","code":"{{code}}"}""")).Status);
        var (access, _) = await LoginAsync(server);
        Assert.Equal(201, (await server.AsAsync(access, HttpMethod.Post, "/access/keys", """{"name":"pump"}""")).Status);
    }

    /// <summary>An administrator, a policy for readers, and one of them, ama; returns the administrator's key.</summary>
    static async Task<string> ReadersAsync(ServerProcess server)
    {
        var root = await server.BeginAsync();
        await server.AllowAsync(root, "urn:waziup:Policy:readers", """{"who":["role:reader"],"rights":["read"],"entities":{"type":"Plot"},"attributes":{"moisture":"show"}}""");
        var made = await server.AsAsync(root, HttpMethod.Post, "/access/accounts", Login("ama", Password, "reader"));
        Assert.True(made.Status == 201, made.Body);
        return root;
    }

    static async Task<(string Access, string Refresh)> LoginAsync(ServerProcess server, string password = Password) =>
        Tokens(await server.SendAsync(HttpMethod.Post, "/access/login", Login("ama", password)));

    static (string Access, string Refresh) Tokens((int Status, string Body) answer)
    {
        Assert.True(answer.Status == 200, answer.Body);
        var tokens = JsonNode.Parse(answer.Body)!;
        return (tokens["accessToken"]!.GetValue<string>(), tokens["refreshToken"]!.GetValue<string>());
    }

    static string Form(string refresh) => new JsonObject { ["refreshToken"] = refresh }.ToJsonString();

    static string Login(string name, string password, string? role = null)
    {
        var form = new JsonObject { ["name"] = name, ["password"] = password };
        if (role is not null)
            form["roles"] = new JsonArray(role);
        return form.ToJsonString();
    }
}
