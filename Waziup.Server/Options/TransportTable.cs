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
        // A page that somebody opens is where he is: on this machine, or in the network that policies for anybody rest on.
        if (options.Transport.Origins.Contains(CrossOrigin.All) && !options.AllowAnonymous)
            throw new OptionsException($"{given["cors-origin"].Name} * needs --allow-anonymous: name the origins whose pages may ask");
        if (hasHttps && certificate is null && options.Store == StoreKind.PostgreSql)
            throw new OptionsException("https needs --certificate where a database keeps everything: the servers on it show the same one");
    }
}
