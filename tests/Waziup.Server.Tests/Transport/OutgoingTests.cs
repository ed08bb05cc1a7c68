using System.Security.Cryptography.X509Certificates;

namespace Waziup.Server.Tests.Transport;

/// <summary>What the server shows to others and whom it believes, over https.</summary>
public sealed class OutgoingTests : IDisposable
{
    const string Entities = "/ngsi-ld/v1/entities";

    readonly TestFolder _folder = new();
    readonly TestAuthority _authority = new();

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _folder.Dispose();
        _authority.Dispose();
    }

    [Fact]
    public async Task A_source_and_a_receiver_that_are_trusted_are_shown_the_certificate_and_no_others()
    {
        using var leaf = _authority.Issue();
        using var client = _authority.Issue();
        await using var trusted = await SecureReceiver.StartAsync(leaf, _authority, asks: true);
        await using var other = await SecureReceiver.StartAsync(leaf, _authority, asks: true);
        _folder.Write("root.pem", _authority.Root.ExportCertificatePem());
        _folder.Write("client.pem", _authority.Pem(client));
        await using var server = await ServerProcess.StartAsync(
            _folder, "--store", "memory", "--trusted-root", "root.pem", "--client-certificate", "client.pem", "--trusted-source", trusted.Address, "--notification-retries", "0");
        await server.WaitForAsync($"Client certificate: CN=localhost, until {client.NotAfter.ToUniversalTime():yyyy-MM-dd}, shown to {trusted.Address}");
        foreach (var one in new[] { other, trusted })
        {
            await PostAsync(server, "csourceRegistrations", $$$"""
                {"type":"ContextSourceRegistration","endpoint":"{{{one.Address}}}","information":[{"entities":[{"type":"Plot"}]}],"operations":["retrieveOps"]}
                """);
            await PostAsync(server, "subscriptions", $$$"""
                {"type":"Subscription","entities":[{"type":"Plot"}],"notification":{"endpoint":{"uri":"{{{one.Address}}}/told","accept":"application/json"} } }
                """);
        }

        Assert.Contains("urn:p:there", (await server.GetAsync(Entities + "?type=Plot")).Body, StringComparison.Ordinal);
        await server.CreateAsync("urn:p:here");
        await Secure.UntilAsync(() => Task.FromResult(trusted.Requests.Any(request => request.Path == "/told")));
        await Secure.UntilAsync(async () => (await server.GetAsync("/ngsi-ld/v1/subscriptions")).Body.Contains("\"timesFailed\":1", StringComparison.Ordinal));

        Assert.All(trusted.Requests, request => Assert.Equal("CN=localhost", request.Subject));
        Assert.Contains(trusted.Requests, request => request.Path == Entities);
        Assert.Empty(other.Requests);
    }

    [Fact]
    public async Task A_private_root_is_believed_for_contexts_and_only_where_it_is_given()
    {
        using var leaf = _authority.Issue();
        _folder.Write("leaf.pem", leaf.ExportCertificatePem());
        _folder.Write("root.pem", _authority.Root.ExportCertificatePem());
        await using var place = await SecureReceiver.StartAsync(leaf, _authority, asks: false);
        await using var with = await ServerProcess.StartAsync(_folder, "--store", "memory", "--trusted-root", "root.pem");
        await using var without = await ServerProcess.StartAsync(_folder, "--store", "memory");

        Assert.Equal(504, await CreateAsync(without, "urn:p:1"));
        Assert.Empty(place.Requests);
        Assert.Equal(201, await CreateAsync(with, "urn:p:1"));
        Assert.Contains("http://farm.example/moisture", (await with.GetAsync(Entities + "/urn:p:1")).Body, StringComparison.Ordinal);

        async Task<int> CreateAsync(ServerProcess server, string id) => (await server.SendAsync(HttpMethod.Post, Entities, ServerProcess.Entity(id), request =>
            request.Headers.Add("Link", $"<{place.Address}/farm.jsonld>; rel=\"http://www.w3.org/ns/json-ld#context\"; type=\"application/ld+json\""))).Status;
    }

    [Fact]
    public async Task Two_servers_understand_each_other_by_the_certificate_that_one_has_made()
    {
        using var folder = new TestFolder();
        var (source, address) = await Secure.StartAsync(folder, "--data", folder.File("data"));
        await using var _ = source;
        await source.CreateAsync("urn:p:there");
        _folder.Write("source.pem", X509Certificate2.CreateFromPem(await File.ReadAllTextAsync(folder.File("data/certificate.pem"), Cancel)).ExportCertificatePem());
        await using var server = await ServerProcess.StartAsync(_folder, "--store", "memory", "--trusted-root", "source.pem");
        await using var stranger = await ServerProcess.StartAsync(_folder, "--store", "memory");
        foreach (var one in new[] { server, stranger })
        {
            await PostAsync(one, "csourceRegistrations", $$$"""
                {"type":"ContextSourceRegistration","endpoint":"{{{address.GetLeftPart(UriPartial.Authority)}}}","information":[{"entities":[{"type":"Plot"}]}],"operations":["retrieveOps"]}
                """);
        }

        Assert.Contains("urn:p:there", (await server.GetAsync(Entities + "?type=Plot")).Body, StringComparison.Ordinal);
        Assert.DoesNotContain("urn:p:there", (await stranger.GetAsync(Entities + "?type=Plot")).Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--trusted-root", "holds no certificate in PEM")]
    [InlineData("--trusted-root", "nothing.pem", "nothing.pem")]
    [InlineData("--client-certificate", "cannot be used")]
    public async Task A_file_of_something_else_stops_the_start_with_one_line(string option, string reason, string file = "text.pem")
    {
        _folder.Write("text.pem", "neither a root nor a key");

        var result = await Launch.RunAsync(_folder, "--store", "memory", "--urls", "http://127.0.0.1:0", "--trusted-source", "https://a.example", option, file);

        Assert.Equal(1, result.Code);
        Assert.Contains(reason, Assert.Single(result.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }

    static async Task PostAsync(ServerProcess server, string collection, string body)
    {
        var (status, answer) = await server.SendAsync(HttpMethod.Post, "/ngsi-ld/v1/" + collection, body);
        Assert.True(status == 201, $"{status} {answer}");
    }
}
