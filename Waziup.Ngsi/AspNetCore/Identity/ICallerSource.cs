using System.Collections.Immutable;
using Waziup.Ngsi.Access;

namespace Waziup.Ngsi.AspNetCore.Identity;

/// <summary>One way in which callers say who they are by what they show as <c>Authorization: Bearer</c>: keys, sessions of accounts, tokens of a provider.</summary>
/// <remarks>
/// Thread-safe. What one source recognises no other one is asked about. Of callers with an <see cref="Caller.Issuer"/> the broker remembers what they were
/// when they last came, for what they have it do while they are away.
/// </remarks>
public interface ICallerSource
{
    /// <summary>Whether a token is of the kind that this source gives or knows, by its looks.</summary>
    bool Recognises(string token);

    /// <summary>Who shows a token; null where it is not good, or not any more.</summary>
    /// <exception cref="Model.NgsiLdException">StorageUnavailable, SourceFailed: it could not be found out.</exception>
    ValueTask<KnownCaller?> FindAsync(string token, CancellationToken cancel);

    /// <summary>Whether its callers have this issuer, so that what they have the broker do while they are away goes on.</summary>
    bool VouchesFor(string issuer) => false;
}

/// <summary>A caller, and for what he may ask.</summary>
/// <param name="Caller">Without purpose and reason, which a request says.</param>
/// <param name="Purposes">The purposes that he may name.</param>
public sealed record KnownCaller(Caller Caller, ImmutableArray<string> Purposes);

/// <summary>Callers whom this broker knows by itself, and therefore knows what becomes of them.</summary>
internal interface IOwnCallers : ICallerSource
{
    /// <summary>Whether a caller is one of these.</summary>
    bool Vouches(Caller caller);

    /// <summary>What is known of him now; null where he is not known any more.</summary>
    ValueTask<KnownCaller?> NowAsync(Caller caller, CancellationToken cancel);
}
