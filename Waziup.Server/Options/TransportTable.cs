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
        if (hasHttps && certificate is null && options.Store == StoreKind.PostgreSql)
            throw new OptionsException("https needs --certificate where a database keeps everything: the servers on it show the same one");
    }
}
