using Waziup.Ngsi.Access.Policies;
using Waziup.Ngsi.AspNetCore;
using Waziup.Ngsi.AspNetCore.Identity;
using Waziup.Ngsi.Hosting;
using Waziup.Server.Options;

namespace Waziup.Server.Identity;

/// <summary>Has callers say who they are, where the operator wants that.</summary>
internal static class IdentityExtensions
{
    public static NgsiLdBuilder UseIdentity(this NgsiLdBuilder builder, ServerOptions options)
    {
        if (!options.Identity)
            return builder;
        if (options.Oidc.Issuers.Count > 0)
            builder.Services.AddSingleton<ICallerSource>(services => TokensOf(options.Oidc, services));
        return builder.AddIdentity(KeysOf(options), accounts: accounts =>
        {
            accounts.OpenRegistration = options.OpenRegistration;
            // In each tenant one vouches for people: somebody of another one could have the same name.
            accounts.AreOff = options.Oidc.Issuers.Count > 0;
        });
    }

    private static OidcTokens TokensOf(OidcOptions options, IServiceProvider services)
    {
        // The operator has named the providers: they may be where they like, but lead nobody elsewhere.
        var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false }) { Timeout = TimeSpan.FromSeconds(5), MaxResponseContentBufferSize = 1 << 20 };
        var (log, clock) = (services.GetRequiredService<ILogger<OidcProvider>>(), services.GetRequiredService<TimeProvider>());
        return new OidcTokens(options.Issuers.Select(one => new OidcProvider(one.Issuer, one.Tenant, options, http, clock, log)), clock);
    }

    /// <summary>Where the keys of pseudonyms lie.</summary>
    public static string KeyPathOf(ServerOptions options) => Path.GetFullPath(options.KeyFile ?? Path.Combine(options.Data, "keys.json"));

    private static KeyFile KeysOf(ServerOptions options)
    {
        if (options is { Store: StoreKind.Memory, KeyFile: null })
            return KeyFile.Temporary();
        if (options.KeyFile is null)
            Directory.CreateDirectory(Path.GetFullPath(options.Data));
        return KeyFile.Open(KeyPathOf(options));
    }
}
