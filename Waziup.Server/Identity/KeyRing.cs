using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Waziup.Ngsi.Model;

namespace Waziup.Server.Identity;

/// <summary>The keys of a provider: those that it told last, while it tells keys at all and calls itself as it was given.</summary>
/// <remarks>
/// Fetched when the first token comes, each hour, and when a token names one that is not known; at most each five seconds, by one request for all who wait.
/// What was good stays where the next answer is not. Thread-safe.
/// </remarks>
internal sealed partial class KeyRing(string issuer, HttpClient http, bool requireHttps, TimeProvider clock, ILogger log)
{
    private static readonly TimeSpan Age = TimeSpan.FromHours(1);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);
    private readonly string _address = $"{issuer.TrimEnd('/')}/.well-known/openid-configuration";
    private readonly Lock _gate = new();
    private volatile OpenIdConnectConfiguration? _known;
    private long _fetchedAt;
    private long _triedAt;
    private bool _isTried;
    private Task? _fetch;

    /// <summary>The keys.</summary>
    /// <exception cref="NgsiLdException">SourceFailed: there are none yet.</exception>
    public async ValueTask<OpenIdConnectConfiguration> CurrentAsync(CancellationToken cancel)
    {
        if (_known is { } known)
        {
            // Those who come meanwhile go on with what is known.
            if (clock.GetElapsedTime(Volatile.Read(ref _fetchedAt)) > Age)
                _ = Fetch();
            return known;
        }
        await Fetch().WaitAsync(cancel);
        return _known ?? throw new NgsiLdException(NgsiLdErrors.SourceFailed("the keys of the identity provider cannot be had; try again later"));
    }

    /// <summary>Other keys than those, where the provider has some by now; null where it has not, or was asked just before.</summary>
    public async ValueTask<OpenIdConnectConfiguration?> NewerAsync(OpenIdConnectConfiguration known, CancellationToken cancel)
    {
        if (ReferenceEquals(_known, known))
            await Fetch().WaitAsync(cancel);
        return ReferenceEquals(_known, known) ? null : _known;
    }

    /// <summary>The fetch that is under way, or begins; an ended one where one was too short a time ago.</summary>
    private Task Fetch()
    {
        lock (_gate)
        {
            if (_fetch is { IsCompleted: false })
                return _fetch;
            if (_isTried && clock.GetElapsedTime(_triedAt) < Pause)
                return Task.CompletedTask;
            (_isTried, _triedAt) = (true, clock.GetTimestamp());
            return _fetch = Task.Run(FetchAsync);
        }
    }

    private async Task FetchAsync()
    {
        try
        {
            var found = await OpenIdConnectConfigurationRetriever.GetAsync(_address, new HttpDocumentRetriever(http) { RequireHttps = requireHttps }, CancellationToken.None);
            // One that calls itself otherwise could be another one.
            if (found.Issuer != issuer || found.SigningKeys.Count == 0)
            {
                Odd(log, issuer, found.Issuer, found.SigningKeys.Count);
                return;
            }
            _known = found;
            Volatile.Write(ref _fetchedAt, clock.GetTimestamp());
        }
        catch (Exception failed) when (failed is not OutOfMemoryException)
        {
            Unreachable(log, issuer, failed.GetBaseException().Message);
        }
    }

    [LoggerMessage(LogLevel.Warning, "The keys of {Issuer} cannot be had: {Why}")]
    private static partial void Unreachable(ILogger log, string issuer, string why);

    [LoggerMessage(LogLevel.Warning, "{Issuer} calls itself {Name}, and tells {Count} keys: it does not vouch for anybody so")]
    private static partial void Odd(ILogger log, string issuer, string? name, int count);
}
