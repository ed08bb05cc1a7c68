using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using Waziup.Ngsi.Access;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.AspNetCore.Identity.Accounts;

/// <summary>Who is logged in, on whichever node.</summary>
/// <remarks>
/// A refresh token is good once. Who shows one again has it from somebody else, or somebody else has it from him: the session ends, for both. What has
/// ended never comes back: a session is only written over by who has read it as it is. Thread-safe.
/// </remarks>
internal sealed class Sessions(IStorage storage, Remembered<Account> accounts, IOptions<AccountOptions> options, TimeProvider clock, IAuditLog audit) : IOwnCallers
{
    private readonly Remembered<Session> _sessions = new(storage, DocumentKind.Session, Session.Of, session => session.ToDocument(), clock);

    private Instant Now => Instant.Of(clock.GetUtcNow());

    /// <inheritdoc/>
    public bool Recognises(string token) => !options.Value.AreOff && token.StartsWith(Session.AccessPrefix, StringComparison.Ordinal);

    /// <inheritdoc/>
    public async ValueTask<KnownCaller?> FindAsync(string token, CancellationToken cancel) =>
        Session.Parts(token, Session.AccessPrefix, 1) is (var id, [var secret]) && await _sessions.FindAsync(id, cancel) is { } session
            && Secret.IsOf(session.Access, secret) && Now < session.AccessUntil && Now < session.Until && await AccountOfAsync(session, cancel) is { } account
            ? account.ToKnown() : null;

    /// <inheritdoc/>
    public bool Vouches(Caller caller) => !options.Value.AreOff && caller is { Key: null, Issuer: null, Subject: not null };

    /// <inheritdoc/>
    public async ValueTask<KnownCaller?> NowAsync(Caller caller, CancellationToken cancel) =>
        await accounts.FindAsync(Account.NameIn(caller.Subject!), cancel) is { } account && account.Subject == caller.Subject ? account.ToKnown() : null;

    /// <summary>Begins a session for somebody whose password was right; the account is to be written then.</summary>
    public async ValueTask<JsonObject> BeginAsync(Account account)
    {
        var session = new Session(Secret.Mark(), account.Name, account.Stamp, "", Now, "", "", Now, Now, Now);
        if (account.Add(session.Id) is { } oldest)
            await _sessions.DeleteAsync(oldest);
        return await GiveAsync(session, Secret.Make(), Instant.None) ?? throw new InvalidOperationException("a name was drawn twice");
    }

    /// <summary>Gives the next tokens for a refresh token, which is not good any more then; neither is the access token before.</summary>
    /// <exception cref="NgsiLdException">Unauthorized where it is not good.</exception>
    public async ValueTask<JsonObject> RefreshAsync(string? token, string? address, CancellationToken cancel)
    {
        if (Session.Parts(token, Session.RefreshPrefix, 2) is not (var id, [var root, var secret]) || await _sessions.ReadAsync(id, cancel) is not { } session
            || !Secret.IsOf(session.Root, root) || Now >= session.Until || await AccountOfAsync(session, cancel) is null)
            throw NotGood();
        if (Secret.IsOf(session.Refresh, secret) && await GiveAsync(session, root, session.At) is { } given)
            return given;
        // Shown before, or by two at once.
        audit.Write(new AuditEntry("refresh-token-shown-again") { About = session.Account, Address = address, Detail = "the session was ended" });
        await _sessions.DeleteAsync(id);
        throw NotGood();
    }

    /// <summary>Ends the session of an access token.</summary>
    /// <exception cref="NgsiLdException">Unauthorized where there is none.</exception>
    public async ValueTask EndAsync(string token, Caller by)
    {
        audit.Write(new AuditEntry("logout", by));
        if (Session.Parts(token, Session.AccessPrefix, 1) is not (var id, _) || !await _sessions.DeleteAsync(id))
            throw NotGood();
    }

    private async ValueTask<Account?> AccountOfAsync(Session session, CancellationToken cancel) =>
        await accounts.FindAsync(session.Account, cancel) is { } account && account.Stamp == session.Stamp ? account : null;

    /// <summary>Writes a session with new tokens; null where another one has written it meanwhile.</summary>
    private async ValueTask<JsonObject?> GiveAsync(Session session, string root, Instant before)
    {
        var (access, refresh, times, now) = (Secret.Make(), Secret.Make(), options.Value, clock.GetUtcNow());
        var end = session.Begun.ToDateTimeOffset() + times.LongestSession;
        var next = session with
        {
            Access = Secret.HashOf(access),
            AccessUntil = Instant.Of(now + times.AccessTime),
            Root = Secret.HashOf(root),
            Refresh = Secret.HashOf(refresh),
            Until = Instant.Of(now + times.SessionTime < end ? now + times.SessionTime : end),
            At = Instant.Of(now).After(before),
        };
        return !await _sessions.ReplaceAsync(next, before) ? null : new JsonObject
        {
            ["accessToken"] = $"{Session.AccessPrefix}{session.Id}.{access}",
            ["tokenType"] = "Bearer",
            ["expiresIn"] = (long)times.AccessTime.TotalSeconds,
            ["refreshToken"] = $"{Session.RefreshPrefix}{session.Id}.{root}.{refresh}",
        };
    }

    private static NgsiLdException NotGood() => new(NgsiLdErrors.Unauthorized("the token is not known, has expired or was shown before"));
}
