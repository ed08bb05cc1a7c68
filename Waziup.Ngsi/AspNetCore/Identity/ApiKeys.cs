using System.Text.Json;
using System.Text.Json.Nodes;
using Waziup.Ngsi.Access;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.AspNetCore.Identity;

/// <summary>The keys of devices, gateways and programs, which all nodes on one store share.</summary>
/// <remarks>A key that is revoked is refused at once on the node that revokes it, within half a second on others. Thread-safe.</remarks>
internal sealed class ApiKeys(IStorage storage, TimeProvider clock, IAuditLog audit) : IOwnCallers
{
    private const int MaxKeys = 100_000;
    private readonly Remembered<ApiKey> _keys = new(storage, DocumentKind.ApiKey, ApiKey.Of, key => key.ToDocument(), clock);

    private Instant Now => Instant.Of(clock.GetUtcNow());

    /// <inheritdoc/>
    public bool Recognises(string token) => token.StartsWith(ApiKey.Prefix, StringComparison.Ordinal);

    /// <inheritdoc/>
    public async ValueTask<KnownCaller?> FindAsync(string token, CancellationToken cancel) =>
        ApiKey.NameIn(token) is { } name && await _keys.FindAsync(name, cancel) is { } key && Secret.IsOf(key.Hash, token) && !key.HasEnded(Now)
            ? new KnownCaller(key.ToCaller(), key.Is.Purposes) : null;

    /// <inheritdoc/>
    public bool Vouches(Caller caller) => caller.Key is not null;

    /// <inheritdoc/>
    public async ValueTask<KnownCaller?> NowAsync(Caller caller, CancellationToken cancel) =>
        await _keys.FindAsync(caller.Key!, cancel) is { } key && !key.HasEnded(Now) ? new KnownCaller(key.ToCaller(), key.Is.Purposes) : null;

    /// <summary>Whether there is a key that has not ended of somebody who is something.</summary>
    public async ValueTask<bool> AnyAsync(Predicate<Standing> which, CancellationToken cancel) => (await _keys.ListAsync(cancel)).Any(key => which(key.Is) && !key.HasEnded(Now));

    /// <summary>Those that there are, by their names.</summary>
    public async ValueTask<JsonArray> ListAsync(CancellationToken cancel) =>
        [.. (await _keys.ListAsync(cancel)).OrderBy(key => key.Name, StringComparer.Ordinal).Select(key => (JsonNode)key.ToJson())];

    /// <summary>Makes a key; its secret is told this once.</summary>
    /// <param name="wanted">The form.</param>
    /// <param name="by">Who makes it.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <exception cref="NgsiLdException">BadRequestData; AlreadyExists for a name that is taken; LimitReached.</exception>
    public async ValueTask<JsonObject> CreateAsync(JsonElement wanted, Caller? by, CancellationToken cancel)
    {
        var (key, secret) = ApiKey.Make(wanted, Now);
        if (await _keys.CountAsync(cancel) >= MaxKeys)
            throw new NgsiLdException(NgsiLdErrors.LimitReached($"there are {MaxKeys} keys already; revoke some"));
        audit.Write(new AuditEntry("key-made", by) { About = key.Name, Detail = $"subject {key.Subject}, {key.Is}" });
        if (!await _keys.ReplaceAsync(key, Instant.None))
            throw new NgsiLdException(NgsiLdErrors.AlreadyExists($"key {key.Name}"));
        var told = key.ToJson();
        told["key"] = secret;
        return told;
    }

    /// <summary>Revokes a key.</summary>
    /// <exception cref="NgsiLdException">ResourceNotFound.</exception>
    public async ValueTask RevokeAsync(string name, Caller by)
    {
        audit.Write(new AuditEntry("key-revoked", by) { About = name });
        if (!await _keys.DeleteAsync(name))
            throw new NgsiLdException(NgsiLdErrors.NotFound($"key {name}"));
    }

    /// <summary>Revokes the keys that act in somebody's name.</summary>
    public async ValueTask RevokeOfAsync(string subject, Caller by, CancellationToken cancel)
    {
        foreach (var key in (await _keys.ListAsync(cancel)).Where(key => key.Subject == subject))
            await RevokeAsync(key.Name, by);
    }
}
