using Waziup.Server.Transport;
using static Waziup.Server.Options.Values;

namespace Waziup.Server.Options;

/// <summary>The options of the transport, a part of <see cref="OptionTable"/>.</summary>
internal static class TransportTable
{
    public static readonly Option[] Rows =
    [
        new("certificate", "FILE", "certificate for https with its chain, PEM or PKCS#12, read again when it changes (default: the server makes one and keeps it beside its store)",
            Text((o, text) => o.Transport.Certificate = text)),
        new("certificate-key", "FILE", "the private key in PEM, where it is not in the file of the certificate", Text((o, text) => o.Transport.CertificateKey = text)),
        new("certificate-password", "TEXT", "password of the PKCS#12 file or of the key; the variable hides it from others",
            Text((o, text) => o.Transport.CertificatePassword = text)),
        new("client-certificate", "FILE", "certificate with its key, PEM or PKCS#12, that each --trusted-source is shown over https where it asks for one (default: none)",
            Text((o, text) => o.Transport.ClientCertificate = text)),
        new("client-certificate-password", "TEXT", "password of that file; the variable hides it from others", Text((o, text) => o.Transport.ClientCertificatePassword = text)),
        new("trusted-root", "FILE", "root, or certificate of one server, in PEM, that is trusted besides those of the system where the broker calls others by https or mqtts",
            Text((o, text) => o.Transport.TrustedRoots.Add(text))) { IsRepeatable = true, Commands = Command.Serve | Command.Load },
        new("client-roots", "FILE", "roots in PEM of the certificates that callers may show over https instead of a key, with --identity (default: callers are not asked for any)",
            Text((o, text) => o.Transport.ClientRoots = text)),
        new("cors-origin", "URL", "origin, such as https://dashboard.example, whose pages may ask and read answers in a browser; * for all with --allow-anonymous (default: none)",
            (o, text) => o.Transport.Origins.Add(CrossOrigin.Read(text))) { IsRepeatable = true },
        new("caller-requests", "N", "most requests a second of a caller, on the average and at once, by his key, or by his address where he is unknown "
            + "(default: any number, 1 to 1000000); beyond: 429", Number(1, 1_000_000, (o, n) => o.Transport.CallerRequests = n)),
        new("max-failures", "N", "how often an address may show in a minute what lets nobody in, with --identity (default 30, 0 for any number, 0 to 1000000); beyond: 429 until the "
            + "minute is over, but for what has let somebody in from there", Number(0, 1_000_000, (o, n) => o.Transport.MaxFailures = n)),
    ];

    /// <exception cref="OptionsException">Two options contradict each other.</exception>
    public static void Check(ServerOptions options, IReadOnlyDictionary<string, Given> given)
    {
        var hasHttps = options.Addresses.Any(ListenAddress.IsHttps);
        if (given.TryGetValue("certificate", out var certificate) && !hasHttps)
            throw new OptionsException($"{certificate.Name} needs an address in --urls that begins with https://");
        foreach (var name in (string[])["certificate-key", "certificate-password"])
        {
            if (certificate is null && given.TryGetValue(name, out var one))
                throw new OptionsException($"{one.Name} needs --certificate");
        }
        if (given.TryGetValue("client-certificate", out var shown) && options.Broker.Federation.TrustedOrigins.Count == 0)
            throw new OptionsException($"{shown.Name} needs --trusted-source: nobody else is shown it");
        if (shown is null && given.TryGetValue("client-certificate-password", out var password))
            throw new OptionsException($"{password.Name} needs --client-certificate");
        if (given.TryGetValue("client-roots", out var roots) && !hasHttps)
            throw new OptionsException($"{roots.Name} needs an address in --urls that begins with https://");
        if (roots is not null && !options.Identity)
            throw new OptionsException($"{roots.Name} needs --identity: without it nobody is asked who he is");
        // A page that somebody opens is where he is: on this machine, or in the network that policies for anybody rest on.
        if (options.Transport.Origins.Contains(CrossOrigin.All) && !options.AllowAnonymous)
            throw new OptionsException($"{given["cors-origin"].Name} * needs --allow-anonymous: name the origins whose pages may ask");
        if (hasHttps && certificate is null && options.Store == StoreKind.PostgreSql)
            throw new OptionsException("https needs --certificate where a database keeps everything: the servers on it show the same one");
    }
}
