using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Waziup.Ngsi.Hosting;

namespace Waziup.Ngsi.Mqtt.Connection;

/// <summary>Opens the way to the server, with TLS where it is wanted.</summary>
internal static class Dial
{
    public static async Task<Stream> OpenAsync(MqttClientOptions options, CancellationToken cancel)
    {
        var stream = await options.Open(options.Host, options.Port, cancel);
        if (!options.UsesTls)
            return stream;
        var secured = new SslStream(stream, leaveInnerStreamOpen: false);
        try
        {
            await secured.AuthenticateAsClientAsync(Security(options), cancel);
            return secured;
        }
        catch (AuthenticationException failure)
        {
            await secured.DisposeAsync();
            throw new MqttException($"{options.Server} cannot be trusted: {failure.Message}", failure);
        }
        catch
        {
            await secured.DisposeAsync();
            throw;
        }
    }

    private static SslClientAuthenticationOptions Security(MqttClientOptions options)
    {
        var security = new OutgoingTls(options.RootsBeside ?? []).Options();
        security.TargetHost = options.Host;
        if (options.Roots is not { Count: > 0 } roots)
            return security;
        security.CertificateChainPolicy!.TrustMode = X509ChainTrustMode.CustomRootTrust;
        security.CertificateChainPolicy.CustomTrustStore.AddRange(roots);
        return security;
    }
}
