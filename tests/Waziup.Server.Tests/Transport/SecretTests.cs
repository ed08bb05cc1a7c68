using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Waziup.Server.Tests.Identity;
using static Waziup.Server.Tests.Identity.Guarded;

namespace Waziup.Server.Tests.Transport;

/// <summary>What lets somebody in somewhere stands in no log and no error, however much is logged.</summary>
public sealed class SecretTests
{
    const string Password = "Sekondi-Takoradi-71";
    const string Given = "Winneba-2208-Kasoa";
    const string Wrong = "wzk_root.Axim-9950-Axim-9950";

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("text")]
    [InlineData("json")]
    public async Task Nothing_of_it_is_logged_at_any_level(string format)
    {
        using var folder = new TestFolder();
        using var authority = new TestAuthority();
        using var leaf = authority.Issue();
        await File.WriteAllBytesAsync(folder.File("server.p12"), new X509Certificate2Collection { leaf, authority.Between }.Export(X509ContentType.Pkcs12, Password)!, Cancel);
        folder.Write("root.pem", authority.Root.ExportCertificatePem());
        await using var receiver = await SecureReceiver.StartAsync(leaf, authority, asks: true);
        await using var server = await StartAsync(
            folder, "--log-level", "trace", "--log-format", format, "--urls", "https://127.0.0.1:0", "--certificate", "server.p12", "--certificate-password", Password,
            "--client-certificate", "server.p12", "--client-certificate-password", Password, "--trusted-source", receiver.Address, "--trusted-root", "root.pem", "--notification-retries", "0");
        var secure = new Uri(System.Text.RegularExpressions.Regex.Match(await server.WaitForAsync("serves NGSI-LD on https://"), @"https://[\d.]+:\d+").Value);
        var root = await BeginAsync(server, format);
        await server.AllowAsync(root, "urn:waziup:Policy:all", """
            {"who":["role:administrator"],"rights":["read","create","update","delete","subscribe","register"],"entities":{},"attributes":{"*":"show"}}
            """);
        var key = await server.KeyAsync(root, """{"name":"pump","roles":["administrator"]}""");

        // Headers that others are sent, which anybody may name like this.
        await PostAsync(server, key, "subscriptions", $$$"""
            {"type":"Subscription","entities":[{"type":"Plot"}],"notification":{"endpoint":{"uri":"{{{receiver.Address}}}/told","accept":"application/json",
             "receiverInfo":[{"key":"Authorization","value":"Bearer {{{Given}}}"},{"key":"X-Api-Key","value":"{{{Given}}}"}]} } }
            """);
        await PostAsync(server, key, "subscriptions", $$$"""
            {"type":"Subscription","entities":[{"type":"Plot"}],"notification":{"endpoint":{"uri":"mqtt://pump:{{{Given}}}@127.0.0.1:9/told","accept":"application/json"} } }
            """);
        await PostAsync(server, key, "csourceRegistrations", $$$"""
            {"type":"ContextSourceRegistration","endpoint":"{{{receiver.Address}}}","information":[{"entities":[{"type":"Plot"}]}],"operations":["retrieveOps"],
             "contextSourceInfo":[{"key":"Authorization","value":"Bearer {{{Given}}}"},{"key":"Cookie","value":"urn:ngsi-ld:request"}]}
            """);
        Assert.Equal(201, (await server.AsAsync(key, HttpMethod.Post, Entities, ServerProcess.Entity("urn:p:1"))).Status);
        await server.AsAsync(key, HttpMethod.Get, $"{Entities}?type=Plot", null, ("Cookie", Given));
        foreach (var version in new[] { HttpVersion.Version11, HttpVersion.Version20 })
        {
            using var client = Secure.Client(secure);
            foreach (var shown in new[] { key, Wrong })
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, $"{Entities}?type=Plot") { Version = version, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
                request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {shown}");
                using var answer = await client.SendAsync(request, Cancel);
                Assert.Equal(shown == key ? 200 : 401, (int)answer.StatusCode);
            }
        }
        // What is no HTTP is told with its reason.
        foreach (var header in new[] { $"Authorization : Bearer {key}", $"Authorization\tBearer {key}", $"Bearer {key}", $"Authorization: Bearer \0{key}" })
        {
            using var raw = await RawConnection.OpenAsync(server.Address);
            await raw.SendAsync($"GET {Entities} HTTP/1.1\r\nHost: localhost\r\n{header}\r\n\r\n");
            Assert.Equal(400, await raw.ReadStatusAsync());
        }
        using (var raw = await RawConnection.OpenAsync(server.Address))
        {
            await raw.SendAsync($"GET /{key} {key}\r\nHost: localhost\r\n\r\n");
            Assert.Equal(400, await raw.ReadStatusAsync());
        }
        await Secure.UntilAsync(() => Task.FromResult(receiver.Requests.Any(request => request.Path == "/told")));
        await Secure.UntilAsync(async () => (await server.AsAsync(key, HttpMethod.Get, "/ngsi-ld/v1/subscriptions")).Body.Contains("\"timesFailed\":1", StringComparison.Ordinal));
        server.Signal("TERM");
        await server.EndAsync();

        Assert.Contains("Microsoft.AspNetCore.Server.Kestrel", server.Output, StringComparison.Ordinal);
        Assert.All([Password, Given, Wrong[9..], key[9..], root[9..], TestAuthority.Key(leaf)[40..80]],
            secret => Assert.DoesNotContain(secret, server.Output, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Host=127.0.0.1;Port=9;Username=waziup;Password=" + Password)]
    [InlineData("Host=127.0.0.1;Port=9;Username=waziup;Password=" + Password + ";Nonsense=1")]
    [InlineData("Host=127.0.0.1;Port=9;Username=waziup;Password='" + Password)]
    [InlineData("Host=127.0.0.1;Port=9;Pasword=" + Password)]
    [InlineData("postgresql://waziup:" + Password + "@127.0.0.1:9/waziup")]
    public async Task A_connection_that_cannot_be_used_is_refused_without_its_password(string connection)
    {
        using var folder = new TestFolder();

        foreach (var command in new[] { "", "stats" })
        {
            string[] arguments = command.Length == 0 ? ["--urls", "http://127.0.0.1:0", "--store", "postgresql", "--log-level", "trace"] : [command, "--store", "postgresql"];
            var result = await Launch.RunAsync(folder, new Dictionary<string, string> { ["WAZIUP_CONNECTION"] = connection }, arguments);

            Assert.Equal(1, result.Code);
            Assert.Single(result.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
            Assert.DoesNotContain(Password, result.Output + result.Errors, StringComparison.Ordinal);
        }
    }

    // In JSON a quote is written in another way.
    static async Task<string> BeginAsync(ServerProcess server, string format)
    {
        if (format == "text")
            return await server.BeginAsync();
        var line = JsonNode.Parse(await server.WaitForAsync("There is no administrator"))!;
        var (status, body) = await server.SendAsync(HttpMethod.Post, "/access/first-administrator", $$"""{"name":"root","code":"{{line["State"]!["Code"]}}"}""");
        Assert.True(status == 201, body);
        return JsonNode.Parse(body)!["key"]!.GetValue<string>();
    }

    static async Task PostAsync(ServerProcess server, string key, string collection, string body)
    {
        var (status, answer) = await server.AsAsync(key, HttpMethod.Post, "/ngsi-ld/v1/" + collection, body);
        Assert.True(status == 201, $"{status} {answer}");
    }
}
