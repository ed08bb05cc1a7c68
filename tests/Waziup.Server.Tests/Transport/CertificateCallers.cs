using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Waziup.Server.Tests.Identity;
using static Waziup.Server.Tests.Identity.Guarded;

namespace Waziup.Server.Tests.Transport;

/// <summary>A server that asks for certificates, whose authority and keys are those of a test.</summary>
public abstract class CertificateCallers : IDisposable
{
    private protected const string Plots = $"{Entities}?type=Plot";
    const string Readers = """{"who":["role:reader"],"rights":["read","subscribe"],"entities":{"type":"Plot"},"attributes":{"moisture":"show"}}""";

    private protected TestFolder Folder { get; } = new();

    private protected TestAuthority Authority { get; } = new();

    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        Folder.Dispose();
        Authority.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected Task<(ServerProcess Server, Uri Https, string Root)> StartAsync(params string[] more)
    {
        Folder.Write("roots.pem", Authority.Root.ExportCertificatePem());
        return StartPlainAsync(["--client-roots", "roots.pem", .. more]);
    }

    private protected async Task<(ServerProcess Server, Uri Https, string Root)> StartPlainAsync(params string[] more)
    {
        var (server, https) = await Secure.StartAsync(Folder, ["--store", "memory", "--identity", .. more]);
        var root = await server.BeginAsync();
        await server.AllowAsync(root, "urn:waziup:Policy:readers", Readers);
        return (server, https, root);
    }

    protected static string FingerprintOf(X509Certificate2 leaf) => Convert.ToHexStringLower(leaf.GetCertHash(HashAlgorithmName.SHA256));

    private protected static async Task<JsonNode> BindAsync(ServerProcess server, string root, X509Certificate2 leaf, string members)
    {
        var (status, body) = await server.AsAsync(root, HttpMethod.Post, "/access/keys", $$"""{"certificate":"{{FingerprintOf(leaf)}}",{{members}}}""");
        Assert.True(status == 201, body);
        return JsonNode.Parse(body)!;
    }

    protected static async Task<int> StatusAsync(HttpClient client, string path, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path) { Version = client.DefaultRequestVersion, VersionPolicy = client.DefaultVersionPolicy };
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        using var answer = await client.SendAsync(request, Cancel);
        return (int)answer.StatusCode;
    }
}
