using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Waziup.Server.Tests.Transport;

/// <summary>A certificate that the operator gives, renewed while the server runs.</summary>
public sealed class GivenCertificateTests : IDisposable
{
    readonly TestFolder _folder = new();
    readonly TestAuthority _authority = new();

    public void Dispose()
    {
        _folder.Dispose();
        _authority.Dispose();
    }

    [Fact]
    public async Task A_given_certificate_is_shown_with_its_chain()
    {
        using var leaf = _authority.Issue();
        using var stranger = new TestAuthority();
        _folder.Write("chain.pem", _authority.Chain(leaf));
        _folder.Write("key.pem", TestAuthority.Key(leaf));
        var (server, address) = await Secure.StartAsync(_folder, "--certificate", "chain.pem", "--certificate-key", "key.pem");
        await using var _ = server;

        var told = await server.ToldAsync();

        Assert.Equal(told, await Secure.HandshakeAsync(address, _authority.Root));
        Assert.Equal(Convert.ToHexString(SHA256.HashData(leaf.RawData)), told.Replace(":", "", StringComparison.Ordinal));
        await Assert.ThrowsAsync<AuthenticationException>(() => Secure.HandshakeAsync(address, stranger.Root));
        Assert.False(File.Exists(_folder.File("data/certificate.pem")));
    }

    [Fact]
    public async Task A_renewed_file_is_used_without_a_restart_and_a_broken_one_is_told_and_not_used()
    {
        using var first = _authority.Issue();
        using var second = _authority.Issue();
        using var third = _authority.Issue();
        var file = _folder.Write("server.pem", _authority.Pem(first));
        var (server, address) = await Secure.StartAsync(_folder, "--certificate", "server.pem");
        await using var _ = server;
        var shown = await server.ToldAsync();

        // A new file in the place of the old one, as programs do that renew certificates.
        _folder.Write("beside.pem", _authority.Pem(second));
        File.Move(_folder.File("beside.pem"), file, overwrite: true);
        var renewed = await Secure.UntilOtherAsync(address, shown);
        Assert.Equal(Convert.ToHexString(SHA256.HashData(second.RawData)), renewed.Replace(":", "", StringComparison.Ordinal));
        Assert.Equal(renewed, await server.ToldAsync());

        _folder.Write("server.pem", _authority.Chain(third) + TestAuthority.Key(first));
        var complaint = await server.WaitForAsync("was not taken");
        Assert.Contains("server.pem cannot be used: the private key is not that of the certificate", complaint, StringComparison.Ordinal);
        Assert.Equal(renewed, await Secure.HandshakeAsync(address, _authority.Root));
        File.Delete(file);
        await server.WaitForAsync("was not taken");
        Assert.Equal(renewed, await Secure.HandshakeAsync(address, _authority.Root));

        _folder.Write("server.pem", _authority.Pem(third));
        var last = await Secure.UntilOtherAsync(address, renewed);
        Assert.Equal(Convert.ToHexString(SHA256.HashData(third.RawData)), last.Replace(":", "", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_file_of_another_kind_needs_its_password_which_is_told_to_nobody()
    {
        using var leaf = _authority.Issue();
        const string Password = "Oguaa-7713";
        var all = new X509Certificate2Collection { leaf, _authority.Between };
        await File.WriteAllBytesAsync(_folder.File("server.p12"), all.Export(X509ContentType.Pkcs12, Password)!, TestContext.Current.CancellationToken);
        using var key = leaf.GetECDsaPrivateKey()!;
        _folder.Write("locked.pem", _authority.Chain(leaf)
            + key.ExportEncryptedPkcs8PrivateKeyPem(Password, new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000)));

        foreach (var file in new[] { "server.p12", "locked.pem" })
        {
            var (server, address) = await Secure.StartAsync(_folder, "--store", "memory", "--certificate", file, "--certificate-password", Password);
            await using var _ = server;
            Assert.Equal(await server.ToldAsync(), await Secure.HandshakeAsync(address, _authority.Root));

            AssertRefused(await RunAsync(file, null), file + " cannot be used: ");
            var wrong = await RunAsync(file, "Elmina-9");
            AssertRefused(wrong, "the password is wrong");
            Assert.DoesNotContain("Elmina", wrong.Output + wrong.Errors, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_broken_file_stops_the_start_with_one_line()
    {
        using var leaf = _authority.Issue();
        using var other = _authority.Issue();
        _folder.Write("lone.pem", _authority.Chain(leaf));
        _folder.Write("foreign.pem", _authority.Chain(leaf) + TestAuthority.Key(other));
        _folder.Write("half.pem", _authority.Pem(leaf)[..300]);
        _folder.Write("key.pem", TestAuthority.Key(leaf));
        _folder.Write("text.pem", "no certificate at all");

        AssertRefused(await RunAsync("missing.pem", null), "missing.pem");
        AssertRefused(await RunAsync("lone.pem", null), "lone.pem has no private key beside it");
        AssertRefused(await RunAsync("foreign.pem", null), "foreign.pem cannot be used: the private key is not that of the certificate");
        AssertRefused(await RunAsync("half.pem", null), "half.pem holds no certificate");
        AssertRefused(await RunAsync("key.pem", null), "key.pem holds no certificate");
        AssertRefused(await RunAsync("text.pem", null), "text.pem cannot be used");
    }

    Task<Launch.Result> RunAsync(string file, string? password) => Launch.RunAsync(
        _folder, password is null ? new Dictionary<string, string>() : new Dictionary<string, string> { ["WAZIUP_CERTIFICATE_PASSWORD"] = password },
        "--urls", "https://127.0.0.1:0", "--store", "memory", "--certificate", file);

    static void AssertRefused(Launch.Result result, string reason)
    {
        Assert.Equal(1, result.Code);
        Assert.Contains(reason, Assert.Single(result.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", result.Output, StringComparison.Ordinal);
    }
}
