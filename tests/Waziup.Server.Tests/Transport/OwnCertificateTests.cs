using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Waziup.Server.Transport;

namespace Waziup.Server.Tests.Transport;

/// <summary>https without a certificate from elsewhere: the server makes one.</summary>
public sealed class OwnCertificateTests
{
    [Fact]
    public async Task The_server_shows_the_certificate_that_it_tells_and_keeps_it_over_a_restart()
    {
        using var folder = new TestFolder();
        string told;
        var (first, address) = await Secure.StartAsync(folder);
        await using (first)
        {
            told = await first.ToldAsync();

            Assert.Equal(told, await Secure.HandshakeAsync(address));
            using var root = X509CertificateLoader.LoadCertificate(X509Certificate2.CreateFromPemFile(folder.File("data/certificate.pem")).RawData);
            Assert.Equal(told, await Secure.HandshakeAsync(address, root));
            using var client = Secure.Client(address, root);
            Assert.Equal("""{"status":"live"}""", await client.GetStringAsync("/health/live", TestContext.Current.CancellationToken));
            first.Signal("TERM");
            await first.EndAsync();
        }
        var (second, again) = await Secure.StartAsync(folder);
        await using var _ = second;

        Assert.Equal(told, await second.ToldAsync());
        Assert.Equal(told, await Secure.HandshakeAsync(again));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(folder.File("data/certificate.pem")));
    }

    [Fact]
    public async Task Nobody_is_asked_to_trust_it_and_in_memory_it_goes_with_the_server()
    {
        using var folder = new TestFolder();
        using var stranger = new TestAuthority();
        var (server, address) = await Secure.StartAsync(folder, "--store", "memory");
        await using var _ = server;

        await Assert.ThrowsAsync<AuthenticationException>(() => Secure.HandshakeAsync(address, stranger.Root));

        Assert.Equal(await server.ToldAsync(), await Secure.HandshakeAsync(address));
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
    }

    [Fact]
    public async Task A_file_that_is_no_certificate_stops_the_start_with_one_line()
    {
        using var folder = new TestFolder();
        Directory.CreateDirectory(folder.File("data"));
        folder.Write("data/certificate.pem", "nothing");

        var result = await Launch.RunAsync(folder, "--urls", "https://127.0.0.1:0");

        Assert.Equal(1, result.Code);
        Assert.Contains("data/certificate.pem cannot be used", Assert.Single(result.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
        Assert.Contains("without the file a new one is made", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void It_is_made_again_thirty_days_before_it_ends_and_not_before()
    {
        using var folder = new TestFolder();
        var clock = new Clock();
        var source = new OwnCertificate(folder.File("certificate.pem"), ["localhost"], clock);
        var first = source.Next()!;
        Assert.Equal(365, (first.End - clock.Now).TotalDays, 0.01);

        clock.Now += TimeSpan.FromDays(334);
        Assert.Null(source.Next());
        Assert.Equal(first.Fingerprint, new OwnCertificate(folder.File("certificate.pem"), ["localhost"], clock).Next()!.Fingerprint);
        clock.Now += TimeSpan.FromDays(2);
        var second = source.Next()!;

        Assert.NotEqual(first.Fingerprint, second.Fingerprint);
        Assert.Equal(365, (second.End - clock.Now).TotalDays, 0.01);
        Assert.Null(source.Next());
        Assert.Equal(second.Fingerprint, new OwnCertificate(folder.File("certificate.pem"), ["localhost"], clock).Next()!.Fingerprint);
    }

    [Fact]
    public void It_has_the_names_that_are_wanted_and_is_made_again_for_a_new_one()
    {
        using var folder = new TestFolder();
        var first = new OwnCertificate(folder.File("certificate.pem"), ["10.0.0.7", "localhost"], new Clock()).Next()!;
        var second = new OwnCertificate(folder.File("certificate.pem"), ["broker.example", "localhost"], new Clock()).Next()!;

        Assert.True(first.Leaf.MatchesHostname("10.0.0.7") && first.Leaf.MatchesHostname("localhost"));
        Assert.False(first.Leaf.MatchesHostname("broker.example"));
        Assert.True(second.Leaf.MatchesHostname("broker.example"));
        Assert.Equal("CN=broker.example", second.Leaf.Subject);
        Assert.NotNull(second.Leaf.GetECDsaPrivateKey());
    }

    sealed class Clock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = System.GetUtcNow();

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
