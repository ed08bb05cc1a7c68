using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Waziup.Ngsi.Access;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.AspNetCore.Identity;

/// <summary>The keys of devices, gateways and programs, which all nodes on one store share.</summary>
/// <remarks>A key that is revoked is refused at once on the node that revokes it, within half a second on others. Thread-safe.</remarks>
internal sealed partial class ApiKeys(IStorage storage, TimeProvider clock, ILogger<ApiKeys> log) : IStandingCallers, IDisposable
{
    private const int MaxKeys = 100_000;
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);
    private readonly SemaphoreSlim _turn = new(1, 1);
    private FrozenDictionary<string, ApiKey>? _keys;
    private long _version;
    private long _lookedAt;

    private Instant Now => Instant.Of(clock.GetUtcNow());

    /// <summary>The key that a secret belongs to; null where there is none, or none any more.</summary>
    public async ValueTask<ApiKey?> FindAsync(string secret, CancellationToken cancel)
    {
        var name = ApiKey.NameIn(secret);
        var key = name is null ? null : (await AllAsync(cancel)).GetValueOrDefault(name);
        if (key is not null && key.IsOf(secret) && !key.HasEnded(Now))
            return key;
        // Never what was shown.
        Refused(log, key?.Name ?? "unknown");
        return null;
    }

    /// <summary>Whether there is a key that has not ended and gives a role.</summary>
    public async ValueTask<bool> AnyWithAsync(string role, CancellationToken cancel) =>
        (await AllAsync(cancel)).Values.Any(key => key.Roles.Contains(role) && !key.HasEnded(Now));

    /// <inheritdoc/>
    public async ValueTask<Caller?> NowAsync(Caller caller, CancellationToken cancel)
    {
        if (caller.Key is null)
            return caller;
        var key = (await AllAsync(cancel)).GetValueOrDefault(caller.Key);
        if (key is null || key.HasEnded(Now) || (caller.Purpose is { } purpose && !key.Purposes.Contains(purpose)))
            return null;
        var known = key.ToCaller(caller.Purpose, caller.Reason);
        return caller.KeyMark is null || caller.KeyMark == known.KeyMark ? known : null;
    }

    /// <summary>Those that there are, by their names.</summary>
    public async ValueTask<JsonArray> ListAsync(CancellationToken cancel) =>
        [.. (await AllAsync(cancel)).Values.OrderBy(key => key.Name, StringComparer.Ordinal).Select(key => (JsonNode)key.ToJson())];

    /// <summary>Makes a key; its secret is told this once.</summary>
    /// <exception cref="NgsiLdException">BadRequestData; AlreadyExists for a name that is taken; LimitReached.</exception>
    public async ValueTask<JsonObject> CreateAsync(JsonElement wanted, CancellationToken cancel)
    {
        var name = NameOf(wanted);
        var (secret, hash) = ApiKey.Make(name);
        var key = KeyForm.Read(wanted, name, hash, Now);
        await _turn.WaitAsync(cancel);
        try
        {
            if (await storage.Documents.FindAsync(TenantId.Default, DocumentKind.ApiKey, name, cancel) is not null)
                throw new NgsiLdException(NgsiLdErrors.AlreadyExists($"key {name}"));
            if (await storage.Documents.CountAsync(TenantId.Default, DocumentKind.ApiKey, cancel) >= MaxKeys)
                throw new NgsiLdException(NgsiLdErrors.LimitReached($"there are {MaxKeys} keys already; revoke some"));
            await storage.Documents.PutAsync(TenantId.Default, key.ToDocument(), cancel);
            await ReadAsync(CancellationToken.None);
        }
        finally
        {
            _turn.Release();
        }
        Created(log, name, string.Join(',', key.Roles));
        var told = key.ToJson();
        told["key"] = secret;
        return told;
    }

    /// <summary>Revokes a key.</summary>
    /// <exception cref="NgsiLdException">ResourceNotFound.</exception>
    public async ValueTask RevokeAsync(string name, CancellationToken cancel)
    {
        await _turn.WaitAsync(cancel);
        try
        {
            if (await storage.Documents.DeleteAsync(TenantId.Default, DocumentKind.ApiKey, name, cancel) != Outcome.Done)
                throw new NgsiLdException(NgsiLdErrors.NotFound($"key {name}"));
            await ReadAsync(CancellationToken.None);
        }
        finally
        {
            _turn.Release();
        }
        Revoked(log, name);
    }

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();

    private static string NameOf(JsonElement wanted) =>
        wanted.ValueKind == JsonValueKind.Object && wanted.TryGetProperty("name", out var name) && name.ValueKind == JsonValueKind.String
            && name.GetString() is { Length: > 0 and <= 64 } text && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_')
            ? text : throw NgsiLdErrors.Bad("a key has a name of 1 to 64 letters, digits, dashes and underscores");

    private FrozenDictionary<string, ApiKey>? Fresh => clock.GetElapsedTime(Volatile.Read(ref _lookedAt)) < Interval ? _keys : null;

    private async ValueTask<FrozenDictionary<string, ApiKey>> AllAsync(CancellationToken cancel)
    {
        if (Fresh is { } known)
            return known;
        await _turn.WaitAsync(cancel);
        try
        {
            // Another one has looked while this one waited.
            if (Fresh is { } looked)
                return looked;
            if (_keys is null || await storage.Documents.VersionAsync(cancel) != _version)
                await ReadAsync(cancel);
            Volatile.Write(ref _lookedAt, clock.GetTimestamp());
            return _keys!;
        }
        finally
        {
            _turn.Release();
        }
    }

    private async ValueTask ReadAsync(CancellationToken cancel)
    {
        var version = await storage.Documents.VersionAsync(cancel);
        _keys = (await storage.Documents.ListAsync(DocumentKind.ApiKey, cancel)).Where(one => one.Tenant == TenantId.Default)
            .Select(one => ApiKey.Of(one.Document)).ToFrozenDictionary(key => key.Name, StringComparer.Ordinal);
        _version = version;
    }

    [LoggerMessage(LogLevel.Warning, "A key was refused: {Name}")]
    private static partial void Refused(ILogger log, string name);

    [LoggerMessage(LogLevel.Information, "Key {Name} was made, with the roles {Roles}")]
    private static partial void Created(ILogger log, string name, string roles);

    [LoggerMessage(LogLevel.Information, "Key {Name} was revoked")]
    private static partial void Revoked(ILogger log, string name);
}
