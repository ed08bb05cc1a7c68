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
    private readonly Remembered<KeyCertificate> _certificates = new(storage, DocumentKind.KeyCertificate, KeyCertificate.Of, bound => bound.ToDocument(), clock);

    private Instant Now => Instant.Of(clock.GetUtcNow());

    /// <inheritdoc/>
    public bool Recognises(string token) => token.StartsWith(ApiKey.Prefix, StringComparison.Ordinal);

    /// <inheritdoc/>
    public async ValueTask<KnownCaller?> FindAsync(string token, CancellationToken cancel) =>
        ApiKey.NameIn(token) is { } name && await _keys.FindAsync(name, cancel) is { Certificate: null } key && Secret.IsOf(key.Hash, token) && !key.HasEnded(Now)
            ? new KnownCaller(key.ToCaller(), key.Is.Purposes) : null;

    /// <summary>Who shows a certificate whose key he has proved to have; null where no key names it, or not any more.</summary>
    /// <param name="fingerprint">Its SHA-256, in small hexadecimal letters.</param>
    /// <param name="cancel">Ends the wait.</param>
    public async ValueTask<KnownCaller?> FindByCertificateAsync(string fingerprint, CancellationToken cancel) =>
        await _certificates.FindAsync(fingerprint, cancel) is { } bound && await _keys.FindAsync(bound.Key, cancel) is { } key && key.Certificate == fingerprint && !key.HasEnded(Now)
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

    /// <summary>Makes a key; its secret is told this once, and never where it is known by a certificate.</summary>
    /// <param name="wanted">The form.</param>
    /// <param name="by">Who makes it.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <exception cref="NgsiLdException">BadRequestData; AlreadyExists for a name or a certificate that is taken; LimitReached.</exception>
    public async ValueTask<JsonObject> CreateAsync(JsonElement wanted, Caller? by, CancellationToken cancel)
    {
        var (key, secret) = ApiKey.Make(wanted, Now);
        if (await _keys.CountAsync(cancel) >= MaxKeys)
            throw new NgsiLdException(NgsiLdErrors.LimitReached($"there are {MaxKeys} keys already; revoke some"));
        audit.Write(new AuditEntry("key-made", by) { About = key.Name, Detail = $"subject {key.Subject}, {key.Is}{(key.Certificate is null ? null : $", certificate {key.Certificate}")}" });
        if (!await _keys.ReplaceAsync(key, Instant.None))
            throw new NgsiLdException(NgsiLdErrors.AlreadyExists($"key {key.Name}"));
        var told = key.ToJson();
        if (key.Certificate is null)
            told["key"] = secret;
        else
            await BindAsync(key, key.Certificate);
        return told;
    }

    /// <summary>Revokes a key.</summary>
    /// <exception cref="NgsiLdException">ResourceNotFound.</exception>
    public async ValueTask RevokeAsync(string name, Caller by)
    {
        audit.Write(new AuditEntry("key-revoked", by) { About = name });
        // Before the key: behind it another one may have been made for the certificate.
        if (await _keys.ReadAsync(name, CancellationToken.None) is { Certificate: { } certificate }
            && (await _certificates.ReadAsync(certificate, CancellationToken.None))?.Key == name)
            await _certificates.DeleteAsync(certificate);
        if (!await _keys.DeleteAsync(name))
            throw new NgsiLdException(NgsiLdErrors.NotFound($"key {name}"));
    }

    /// <summary>Revokes the keys that act in somebody's name.</summary>
    public async ValueTask RevokeOfAsync(string subject, Caller by, CancellationToken cancel)
    {
        foreach (var key in (await _keys.ListAsync(cancel)).Where(key => key.Subject == subject))
            await RevokeAsync(key.Name, by);
    }

    // The key is there already: of two that are made for one certificate at once, one finds the other.
    private async ValueTask BindAsync(ApiKey key, string certificate)
    {
        var before = await _certificates.ReadAsync(certificate, CancellationToken.None);
        var isFree = before is null || (await _keys.ReadAsync(before.Key, CancellationToken.None))?.Certificate != certificate;
        if (isFree && await _certificates.ReplaceAsync(new KeyCertificate(certificate, key.Name, key.CreatedAt), before?.At ?? Instant.None))
            return;
        await _keys.DeleteAsync(key.Name);
        throw new NgsiLdException(NgsiLdErrors.AlreadyExists($"a key for certificate {certificate}"));
    }
}
