using Waziup.Ngsi.Access.Policies;
using static Waziup.Server.Tests.Identity.Guarded;

namespace Waziup.Server.Tests.Identity;

/// <summary>Keys of devices and programs, and who gets in without a good one: nobody.</summary>
public sealed class KeyTests
{
    [Fact]
    public async Task The_first_administrator_is_made_once_by_who_knows_the_code()
    {
        using var folder = new TestFolder();
        await using var server = await StartAsync(folder);
        var code = await server.CodeAsync();

        Assert.Equal(401, (await server.GetAsync($"{Entities}?local=true")).Status);
        foreach (var wrong in new[] { "", "0", code[1..], code.ToUpperInvariant() + "0" })
            Assert.Equal(403, (await server.SendAsync(HttpMethod.Post, "/access/first-administrator", $$"""{"name":"eve","code":"{{wrong}}"}""")).Status);
        Assert.Equal(403, (await server.SendAsync(HttpMethod.Post, "/access/first-administrator", """{"name":"eve"}""")).Status);
        Assert.Equal(201, (await server.SendAsync(HttpMethod.Post, "/access/first-administrator", $$"""{"name":"root","code":"{{code}}"}""")).Status);
        Assert.Equal(403, (await server.SendAsync(HttpMethod.Post, "/access/first-administrator", $$"""{"name":"eve","code":"{{code}}"}""")).Status);
    }

    [Fact]
    public async Task Whoever_shows_what_is_not_good_does_not_get_in_even_where_anybody_may()
    {
        using var folder = new TestFolder();
        await using var server = await StartAsync(folder);
        var root = await server.BeginAsync();
        await server.AllowAsync(root, "urn:waziup:Policy:public", """{"who":["anybody"],"rights":["read"],"entities":{"type":"Plot"},"attributes":{"moisture":"show"}}""");
        var other = await server.KeyAsync(root, """{"name":"kofi"}""");

        Assert.Equal(200, (await server.GetAsync($"{Entities}?type=Plot")).Status);
        Assert.Equal(200, (await server.AsAsync(other, HttpMethod.Get, $"{Entities}?type=Plot")).Status);
        string[] bad = [root[..^1], root + "x", root.Replace("root", "kofi", StringComparison.Ordinal), "wzk_root.", "wzk_.x", "x", "", other[..8]];
        foreach (var key in bad)
        {
            var (status, body) = await server.AsAsync(key, HttpMethod.Get, $"{Entities}?type=Plot");
            Assert.True(status == 401, $"{key}: {status} {body}");
        }
        foreach (var header in new[] { "Basic cm9vdDpyb290", $"Token {root}", root, "Bearer", $"Bearer {root}, Bearer {other}" })
            Assert.Equal(401, (await server.SendAsync(HttpMethod.Get, $"{Entities}?type=Plot", null, request => request.Headers.TryAddWithoutValidation("Authorization", header))).Status);
        Assert.DoesNotContain(root[10..], server.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task How_it_fares_is_for_administrators_and_whether_it_lives_for_everybody()
    {
        using var folder = new TestFolder();
        await using var server = await StartAsync(folder);
        var root = await server.BeginAsync();
        var other = await server.KeyAsync(root, """{"name":"kofi"}""");

        Assert.Equal(401, (await server.GetAsync("/metrics")).Status);
        Assert.Equal(403, (await server.AsAsync(other, HttpMethod.Get, "/metrics")).Status);
        Assert.Equal(200, (await server.AsAsync(root, HttpMethod.Get, "/metrics")).Status);
        Assert.Equal(200, (await server.GetAsync("/health/ready")).Status);
    }

    [Fact]
    public async Task A_revoked_key_is_refused_at_once_and_what_was_acknowledged_outlives_a_kill()
    {
        using var folder = new TestFolder();
        string root, kept, gone;
        await using (var server = await StartAsync(folder))
        {
            root = await server.BeginAsync();
            (kept, gone) = (await server.KeyAsync(root, """{"name":"kept","roles":["administrator"]}"""), await server.KeyAsync(root, """{"name":"gone","roles":["administrator"]}"""));
            Assert.Equal(201, (await server.AsAsync(gone, HttpMethod.Post, Entities, ServerProcess.Entity("urn:p:1"))).Status);
            Assert.Equal(204, (await server.AsAsync(root, HttpMethod.Delete, "/access/keys/gone")).Status);
            Assert.Equal(401, (await server.AsAsync(gone, HttpMethod.Get, $"{Entities}/urn:p:1")).Status);
            server.Signal("KILL");
            await server.EndAsync();
        }

        await using var again = await StartAsync(folder);
        Assert.Equal(200, (await again.AsAsync(kept, HttpMethod.Get, $"{Entities}/urn:p:1")).Status);
        Assert.Equal(401, (await again.AsAsync(gone, HttpMethod.Get, $"{Entities}/urn:p:1")).Status);
        Assert.DoesNotContain("There is no administrator", again.Output, StringComparison.Ordinal);
        var list = (await again.AsAsync(root, HttpMethod.Get, "/access/keys")).Body;
        Assert.All(["hash", root[10..], kept[10..]], secret => Assert.DoesNotContain(secret, list, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_key_names_its_own_tenants_and_purposes_alone_and_ends_in_time()
    {
        using var folder = new TestFolder();
        await using var server = await StartAsync(folder);
        var root = await server.BeginAsync();
        await server.AllowAsync(root, "urn:waziup:Policy:research", """
            {"who":["key:a"],"purposes":["research"],"rights":["read"],"entities":{"type":"Plot"},"attributes":{"moisture":"show"}}
            """);
        await server.AsAsync(root, HttpMethod.Post, Entities, ServerProcess.Entity("urn:p:1"), ("NGSILD-Tenant", "farm"));
        var key = await server.KeyAsync(root, """{"name":"a","purposes":["research","billing"]}""");
        var brief = await server.KeyAsync(root, $$"""{"name":"b","roles":["administrator"],"expiresAt":"{{DateTimeOffset.UtcNow.AddSeconds(2):yyyy-MM-ddTHH:mm:ss.ffffffZ}}"}""");

        Assert.Equal(403, (await server.AsAsync(key, HttpMethod.Get, $"{Entities}?type=Plot")).Status);
        Assert.Equal(200, (await server.AsAsync(key, HttpMethod.Get, $"{Entities}?type=Plot", null, ("Waziup-Purpose", "research"))).Status);
        Assert.Equal(403, (await server.AsAsync(key, HttpMethod.Get, $"{Entities}?type=Plot", null, ("Waziup-Purpose", "billing"))).Status);
        Assert.Equal(403, (await server.AsAsync(key, HttpMethod.Get, $"{Entities}?type=Plot", null, ("Waziup-Purpose", "spying"))).Status);
        Assert.Equal(404, (await server.AsAsync(key, HttpMethod.Get, $"{Entities}?type=Plot", null, ("NGSILD-Tenant", "farm"), ("Waziup-Purpose", "research"))).Status);
        Assert.Equal(403, (await server.AsAsync(brief, HttpMethod.Post, "/access/keys", """{"name":"c"}""")).Status);
        while ((await server.AsAsync(brief, HttpMethod.Get, $"{Entities}?type=Plot")).Status == 200)
            await Task.Delay(50, TestContext.Current.CancellationToken);
        Assert.Equal(401, (await server.AsAsync(brief, HttpMethod.Get, $"{Entities}?type=Plot")).Status);
    }

    [Fact]
    public async Task A_key_made_again_under_a_name_is_another_one()
    {
        using var folder = new TestFolder();
        await using var server = await StartAsync(folder);
        var root = await server.BeginAsync();
        var first = await server.KeyAsync(root, """{"name":"a","roles":["administrator"]}""");
        await server.AsAsync(root, HttpMethod.Delete, "/access/keys/a");
        var second = await server.KeyAsync(root, """{"name":"a","roles":["administrator"]}""");

        Assert.Equal(401, (await server.AsAsync(first, HttpMethod.Get, $"{Entities}?type=Plot")).Status);
        Assert.Equal(200, (await server.AsAsync(second, HttpMethod.Get, $"{Entities}?type=Plot")).Status);
    }

    [Theory]
    [InlineData("""{"name":""}""")]
    [InlineData("""{"name":"a b"}""")]
    [InlineData("""{"name":"a","role":["x"]}""")]
    [InlineData("""{"name":"a","roles":"x"}""")]
    [InlineData("""{"name":"a","roles":[""]}""")]
    [InlineData("""{"name":"a","tenants":["a b"]}""")]
    [InlineData("""{"name":"a","expiresAt":"2020-01-01T00:00:00Z"}""")]
    [InlineData("""{"name":"a","name":"b"}""")]
    [InlineData("""[]""")]
    [InlineData("""{""")]
    [InlineData("""{"name":"root"}""", 409)]
    public async Task A_key_that_is_malformed_is_refused(string form, int expected = 400)
    {
        using var folder = new TestFolder();
        await using var server = await StartAsync(folder);
        var root = await server.BeginAsync();

        var (status, body) = await server.AsAsync(root, HttpMethod.Post, "/access/keys", form);

        Assert.True(status == expected, $"{status} {body}");
        Assert.Equal(404, (await server.AsAsync(root, HttpMethod.Delete, "/access/keys/a")).Status);
    }

    [Fact]
    public async Task Any_address_may_be_listened_on_and_pseudonyms_need_their_file()
    {
        using var folder = new TestFolder();
        await using (var server = await StartAsync(folder))
        {
            Assert.Equal(401, (await server.SendAsync(HttpMethod.Get, $"{Entities}?type=Plot", null, request => request.Headers.Host = "broker.example")).Status);
            if (!OperatingSystem.IsWindows())
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(folder.File("data/keys.json")));
        }

        folder.Write("data/keys.json", "{}");
        using var process = Launch.Start(folder.Path, new Dictionary<string, string>(), ["--urls", "http://127.0.0.1:0", "--identity", "--data", folder.File("data")]);
        Assert.Contains("keys.json is no key file", await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(1, process.ExitCode);
    }

    [Fact]
    public async Task Another_key_makes_other_pseudonyms_and_leaves_the_noise()
    {
        using var folder = new TestFolder();
        var missing = await Launch.RunAsync(folder, "rotate-keys");
        KeyFile.Open(Path.Combine(Directory.CreateDirectory(folder.File("data")).FullName, "keys.json"));
        var before = KeyFile.Open(folder.File("data/keys.json"));

        var rotated = await Launch.RunAsync(folder, "rotate-keys");
        var after = KeyFile.Open(folder.File("data/keys.json"));

        Assert.Equal((1, 0), (missing.Code, rotated.Code));
        Assert.Contains("start all servers", rotated.Errors, StringComparison.Ordinal);
        Assert.NotEqual(before.SecretOf(default).ToArray(), after.SecretOf(default).ToArray());
        Assert.Equal(before.NoiseSecretOf(default).ToArray(), after.NoiseSecretOf(default).ToArray());
        Assert.Equal(["keys.json"], Directory.GetFiles(folder.File("data")).Select(Path.GetFileName));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(folder.File("data/keys.json")));
    }

    [Fact]
    public void A_file_with_one_key_has_it_for_both()
    {
        using var folder = new TestFolder();
        folder.Write("keys.json", $$"""{"pseudonyms":"{{Convert.ToBase64String(new byte[32])}}"}""");

        var keys = KeyFile.Open(folder.File("keys.json"));

        Assert.Equal(keys.SecretOf(default).ToArray(), keys.NoiseSecretOf(default).ToArray());
        folder.Write("keys.json", $$"""{"pseudonyms":"{{Convert.ToBase64String(new byte[32])}}","noise":"AAAA"}""");
        Assert.Throws<InvalidDataException>(() => KeyFile.Open(folder.File("keys.json")));
    }
}
