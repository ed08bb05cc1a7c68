using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using static Waziup.Server.Tests.Identity.Guarded;

namespace Waziup.Server.Tests.Identity;

/// <summary>Tokens of a provider of OpenID Connect: who gets in by them, and by which faults nobody does.</summary>
public sealed class TokenTests
{
    const string Plots = $"{Entities}?type=Plot";

    const string Readers = """{"who":["role:reader"],"rights":["read","subscribe"],"entities":{"type":"Plot"},"attributes":{"moisture":"show"}}""";

    public static TheoryData<string> Faults { get; } =
    [
        "expired", "expired long ago", "not yet valid", "never expires", "wrong audience", "no audience", "wrong issuer", "issuer with a slash", "no issuer", "alg none", "alg none, no kid",
        "alg None", "key confusion by PEM", "key confusion by modulus", "key in the header", "key set in the header", "unknown key", "another's key", "claims changed", "signature cut",
        "signature empty", "no subject", "empty subject", "subject a number", "not JSON", "encrypted", "two tokens", "large", "identity token", "logout token", "type of another", "roles a number", "subject of a key", "group of a person",
    ];

    [Fact]
    public async Task Whoever_shows_a_good_token_is_let_in_to_what_policies_allow_his_roles()
    {
        using var folder = new TestFolder();
        using var provider = new FakeProvider();
        await using var server = await StartAsync(folder, provider);
        var root = await server.BeginAsync();
        await server.AllowAsync(root, "urn:waziup:Policy:readers", Readers);

        Assert.Equal(200, (await server.AsAsync(provider.Token(), HttpMethod.Get, Plots)).Status);
        Assert.Equal(403, (await server.AsAsync(provider.Token(claims => claims["roles"] = new JsonArray()), HttpMethod.Get, Plots)).Status);
        Assert.Equal(403, (await server.AsAsync(provider.Token(), HttpMethod.Post, Entities, ServerProcess.Entity("urn:p:1"))).Status);
        var me = JsonNode.Parse((await server.AsAsync(provider.Token(claims => claims["roles"] = new JsonArray("a", "b")), HttpMethod.Get, "/access/me")).Body)!;
        Assert.Equal(("kofi", provider.Issuer, """["a","b"]"""), (me["subject"]!.GetValue<string>(), me["issuer"]!.GetValue<string>(), me["roles"]!.ToJsonString()));
        // Within the clock skew.
        Assert.Equal(200, (await server.AsAsync(provider.Token(claims => (claims["nbf"], claims["exp"]) = (1_000, DateTimeOffset.UtcNow.ToUnixTimeSeconds() - 20)), HttpMethod.Get, Plots)).Status);
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Nobody_gets_in_by_a_token_with_a_fault(string fault)
    {
        using var folder = new TestFolder();
        using var provider = new FakeProvider();
        using var other = new FakeProvider();
        await using var server = await StartAsync(folder, provider);
        var root = await server.BeginAsync();
        await server.AllowAsync(root, "urn:waziup:Policy:readers", Readers);
        await server.AllowAsync(root, "urn:waziup:Policy:public", """{"who":["anybody"],"rights":["read"],"entities":{"type":"Plot"},"attributes":{"moisture":"show"}}""");
        Assert.Equal(200, (await server.AsAsync(provider.Token(), HttpMethod.Get, Plots)).Status);

        var (status, body) = await server.AsAsync(Broken(fault, provider, other), HttpMethod.Get, Plots);

        Assert.True(status == 401, $"{status} {body}");
        Assert.Equal(200, (await server.AsAsync(provider.Token(), HttpMethod.Get, Plots)).Status);
    }

    [Fact]
    public async Task A_provider_that_signs_with_another_key_is_asked_for_it_and_the_old_key_is_not_good_any_more()
    {
        using var folder = new TestFolder();
        using var provider = new FakeProvider();
        await using var server = await StartAsync(folder, provider);
        var root = await server.BeginAsync();
        await server.AllowAsync(root, "urn:waziup:Policy:readers", Readers);
        var old = provider.Token(claims => claims["jti"] = "not remembered");
        Assert.Equal(200, (await server.AsAsync(provider.Token(), HttpMethod.Get, Plots)).Status);

        provider.Rotate();

        // It was asked a moment ago, and is not asked again at once.
        while ((await server.AsAsync(provider.Token(), HttpMethod.Get, Plots)).Status != 200)
            await Task.Delay(100, TestContext.Current.CancellationToken);
        Assert.Equal(401, (await server.AsAsync(old, HttpMethod.Get, Plots)).Status);
        // Unknown keys have it asked now and then, not each time.
        var asked = provider.Asked;
        for (var i = 0; i < 3; i++)
            Assert.Equal(401, (await server.AsAsync(provider.Token(header: head => head["kid"] = $"x{i}"), HttpMethod.Get, Plots)).Status);
        Assert.InRange(provider.Asked - asked, 0, 2);
        // What vouches for nobody takes nothing from what is known.
        provider.OtherName = "https://other.example";
        Assert.Equal(200, (await server.AsAsync(provider.Token(claims => claims["jti"] = "newer"), HttpMethod.Get, Plots)).Status);
        // What is known outlives a provider that does not answer.
        provider.IsUp = false;
        Assert.Equal(200, (await server.AsAsync(provider.Token(claims => claims["jti"] = "new"), HttpMethod.Get, Plots)).Status);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_provider_that_does_not_answer_or_calls_itself_otherwise_vouches_for_nobody_yet(bool isSilent)
    {
        using var folder = new TestFolder();
        using var provider = new FakeProvider { IsUp = !isSilent, OtherName = isSilent ? null : "https://other.example" };
        await using var server = await StartAsync(folder, provider);
        var root = await server.BeginAsync();
        await server.AllowAsync(root, "urn:waziup:Policy:readers", Readers);

        Assert.Equal(502, (await server.AsAsync(provider.Token(), HttpMethod.Get, Plots)).Status);
        Assert.Equal(200, (await server.AsAsync(root, HttpMethod.Get, Plots)).Status);
    }

    [Fact]
    public async Task A_provider_of_one_tenant_vouches_there_alone_whatever_its_tokens_say()
    {
        using var folder = new TestFolder();
        using var farm = new FakeProvider();
        using var any = new FakeProvider();
        await using var server = await Guarded.StartAsync(folder, "--oidc-issuer", $"farm={farm.Issuer}", "--oidc-issuer", $"wood={any.Issuer}", "--oidc-audience", "waziup", "--oidc-roles", "realm_access.roles");
        var root = await server.BeginAsync();
        await server.AsAsync(root, HttpMethod.Post, Entities, ServerProcess.Entity("urn:p:1"), ("NGSILD-Tenant", "farm"));
        var put = await server.AsAsync(root, HttpMethod.Put, "/access/policies/urn:waziup:Policy:readers", Readers, ("NGSILD-Tenant", "farm"));
        Assert.Equal(201, put.Status);
        var hold = """{"activate":[{"id":"urn:waziup:Policy:readers","version":1}]}""";
        Assert.Equal(200, (await server.AsAsync(root, HttpMethod.Post, "/access/policy-set", hold, ("NGSILD-Tenant", "farm"))).Status);
        await server.AllowAsync(root, "urn:waziup:Policy:readers", Readers);

        Assert.Equal((int[])[200, 404, 404], await StatusesAsync(farm.Token(Roles(null))));
        Assert.Equal((int[])[200, 404, 404], await StatusesAsync(farm.Token(Roles("*"))));
        Assert.Equal((int[])[404, 404, 404], await StatusesAsync(any.Token(Roles("farm"))));

        Action<JsonObject> Roles(string? tenants) => claims =>
        {
            claims["realm_access"] = new JsonObject { ["roles"] = new JsonArray("reader") };
            if (tenants is not null)
                claims["tenants"] = tenants;
        };

        async Task<int[]> StatusesAsync(string token) =>
        [
            (await server.AsAsync(token, HttpMethod.Get, Plots, null, ("NGSILD-Tenant", "farm"))).Status, (await server.AsAsync(token, HttpMethod.Get, Plots)).Status,
            (await server.AsAsync(token, HttpMethod.Get, Plots, null, ("NGSILD-Tenant", "other"))).Status,
        ];
    }

    [Theory]
    [InlineData("--oidc-audience", "--identity", "--oidc-issuer", "https://id.example")]
    [InlineData("need --identity", "--oidc-issuer", "https://id.example", "--oidc-audience", "waziup")]
    [InlineData("contradicts", "--identity", "--oidc-issuer", "https://id.example", "--oidc-audience", "waziup", "--open-registration")]
    [InlineData("is an https URL", "--identity", "--oidc-issuer", "http://id.example", "--oidc-audience", "waziup")]
    [InlineData("a tenant each", "--identity", "--oidc-issuer", "https://id.example", "--oidc-issuer", "farm=https://id2.example", "--oidc-audience", "waziup")]
    [InlineData("given twice", "--identity", "--oidc-issuer", "https://id.example", "--oidc-issuer", "farm=https://id.example", "--oidc-audience", "waziup")]
    public async Task Options_that_would_let_somebody_in_by_mistake_are_refused(string expected, params string[] options)
    {
        using var folder = new TestFolder();
        using var process = Launch.Start(folder.Path, new Dictionary<string, string>(), ["--urls", "http://127.0.0.1:0", .. options]);

        Assert.Contains(expected, await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(2, process.ExitCode);
    }

    [Fact]
    public async Task A_provider_of_all_vouches_for_the_tenants_that_its_tokens_name_and_there_are_no_accounts_beside_it()
    {
        using var folder = new TestFolder();
        using var provider = new FakeProvider();
        await using var server = await StartAsync(folder, provider);
        var root = await server.BeginAsync();
        await server.AllowAsync(root, "urn:waziup:Policy:readers", Readers);

        Assert.Equal(404, (await server.AsAsync(provider.Token(claims => claims["tenants"] = new JsonArray()), HttpMethod.Get, Plots)).Status);
        Assert.Equal(404, (await server.AsAsync(provider.Token(claims => claims["tenants"] = "farm"), HttpMethod.Get, Plots)).Status);
        Assert.Equal(200, (await server.AsAsync(provider.Token(claims => claims["tenants"] = "*"), HttpMethod.Get, Plots)).Status);
        Assert.Equal(403, (await server.SendAsync(HttpMethod.Post, "/access/login", """{"name":"kofi","password":"four long words"}""")).Status);
        Assert.Equal(403, (await server.AsAsync(root, HttpMethod.Post, "/access/accounts", """{"name":"kofi","password":"four long words"}""")).Status);
        var administrator = provider.Token(claims => (claims["roles"], claims["tenants"]) = (new JsonArray("administrator"), "*"));
        Assert.Equal(201, (await server.AsAsync(administrator, HttpMethod.Post, "/access/keys", """{"name":"pump"}""")).Status);
        Assert.Equal(403, (await server.AsAsync(provider.Token(claims => claims["roles"] = new JsonArray("administrator")), HttpMethod.Post, "/access/keys", """{"name":"pump2"}""")).Status);
    }

    static Task<ServerProcess> StartAsync(TestFolder folder, FakeProvider provider) => Guarded.StartAsync(folder, "--oidc-issuer", provider.Issuer, "--oidc-audience", "waziup");

    static string Broken(string fault, FakeProvider provider, FakeProvider other)
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        return fault switch
        {
            "expired" => provider.Token(claims => claims["exp"] = now - 120),
            "expired long ago" => provider.Token(claims => (claims["nbf"], claims["exp"]) = (1_000, 2_000)),
            "not yet valid" => provider.Token(claims => claims["nbf"] = now + 120),
            "never expires" => provider.Token(claims => claims.Remove("exp")),
            "wrong audience" => provider.Token(claims => claims["aud"] = "another"),
            "no audience" => provider.Token(claims => claims.Remove("aud")),
            "wrong issuer" => provider.Token(claims => claims["iss"] = other.Issuer),
            "issuer with a slash" => provider.Token(claims => claims["iss"] = provider.Issuer + "/"),
            "no issuer" => provider.Token(claims => claims.Remove("iss")),
            "alg none" => provider.Token(header: head => head["alg"] = "none", sign: _ => []),
            "alg none, no kid" => provider.Token(header: head => _ = (head["alg"] = "none", head.Remove("kid")), sign: _ => []),
            "alg None" => provider.Token(header: head => head["alg"] = "None", sign: _ => []),
            "key confusion by PEM" => provider.Token(header: head => head["alg"] = "HS256", sign: text => HMACSHA256.HashData(provider.PublicKey, text)),
            "key confusion by modulus" => provider.Token(header: head => head["alg"] = "HS256", sign: text => HMACSHA256.HashData(Encoding.ASCII.GetBytes(provider.Modulus), text)),
            "key in the header" => provider.Token(
                header: head => _ = (head["kid"] = "mine", head["jwk"] = new JsonObject { ["kty"] = "RSA", ["kid"] = "mine", ["n"] = other.Modulus, ["e"] = "AQAB" }), sign: other.Sign),
            "key set in the header" => provider.Token(header: head => _ = (head["kid"] = "mine", head["jku"] = $"{other.Issuer}/keys"), sign: other.Sign),
            "unknown key" => provider.Token(header: head => head["kid"] = "99", sign: other.Sign),
            "another's key" => provider.Token(sign: other.Sign),
            "claims changed" => Changed(provider),
            "signature cut" => provider.Token(sign: text => provider.Sign(text)[..^1]),
            "signature empty" => provider.Token(sign: _ => []),
            "no subject" => provider.Token(claims => claims.Remove("sub")),
            "empty subject" => provider.Token(claims => claims["sub"] = ""),
            "subject a number" => provider.Token(claims => claims["sub"] = new JsonObject { ["x"] = 1 }),
            "not JSON" => "eyJ.eyJ.eyJ",
            "encrypted" => string.Join('.', provider.Token().Split('.')[0], "a", "b", "c", "d"),
            "two tokens" => $"{provider.Token()} {provider.Token()}",
            "identity token" => provider.Token(claims => claims["nonce"] = "x", head => head["typ"] = "JWT"),
            "logout token" => provider.Token(claims => claims["events"] = new JsonObject(), head => head["typ"] = "JWT"),
            "type of another" => provider.Token(header: head => head["typ"] = "logout+jwt"),
            "roles a number" => provider.Token(claims => claims["roles"] = 1),
            "subject of a key" => provider.Token(claims => claims["sub"] = "key:root"),
            "group of a person" => provider.Token(claims => claims["groups"] = new JsonArray("urn:ngsi-ld:Person:ama")),
            _ => provider.Token(claims => claims["roles"] = new JsonArray([.. Enumerable.Range(0, 2000).Select(i => (JsonNode)$"role{i}")])),
        };
    }

    /// <summary>The signature of one, with the claims of another.</summary>
    static string Changed(FakeProvider provider)
    {
        var (first, second) = (provider.Token(claims => claims["roles"] = new JsonArray()).Split('.'), provider.Token().Split('.'));
        return string.Join('.', first[0], second[1], first[2]);
    }
}
