using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Broker;

/// <summary>Who this broker is to others (5.15.1): an id and an alias that survive restarts, different for each tenant.</summary>
internal sealed class SourceIdentity(IStorage storage, TimeProvider clock, NgsiLdOptions options)
{
    private const string Setting = "identity";

    private readonly Instant _startedAt = Instant.Of(clock.GetUtcNow());
    private readonly ConcurrentDictionary<TenantId, string> _aliases = new();
    private byte[] _secret = [];

    /// <summary>How long the broker has been up.</summary>
    public TimeSpan Uptime => TimeSpan.FromMicroseconds(Instant.Of(clock.GetUtcNow()).Micros - _startedAt.Micros);

    /// <summary>Reads the identity, or makes one at the first start.</summary>
    public async ValueTask LoadAsync(CancellationToken cancel)
    {
        foreach (var (_, document) in await storage.Documents.ListAsync(DocumentKind.Setting, cancel))
        {
            if (document.Id == Setting)
                _secret = Convert.FromHexString(Encoding.ASCII.GetString(document.Body.Span[1..^1]));
        }
        if (_secret.Length > 0)
            return;
        _secret = RandomNumberGenerator.GetBytes(16);
        var body = Encoding.ASCII.GetBytes($"\"{Convert.ToHexStringLower(_secret)}\"");
        await storage.Documents.PutAsync(TenantId.Default, new Document(DocumentKind.Setting, Setting, null, _startedAt, body), cancel);
    }

    /// <summary>The name that goes into Via headers.</summary>
    public string AliasOf(TenantId tenant)
    {
        if (_aliases.TryGetValue(tenant, out var known))
            return known;
        var alias = MakeAlias(tenant);
        // Anybody may ask for the identity of a tenant that does not exist.
        if (storage.Tenants.Exists(tenant))
            _aliases[tenant] = alias;
        return alias;
    }

    private string MakeAlias(TenantId tenant)
    {
        var own = options.Alias ?? "waziup-" + Hash("")[..8];
        return tenant == TenantId.Default ? own : $"{own}-{Hash(tenant.Value)[..8]}";
    }

    public string IdOf(TenantId tenant) => $"urn:ngsi-ld:ContextSourceIdentity:{Hash(tenant.Value)[..32]}";

    /// <summary>A key that this broker, and the others on its store, alone know; another one for each use.</summary>
    public byte[] KeyFor(string use) => HMACSHA256.HashData(_secret, Encoding.UTF8.GetBytes("key:" + use));

    private string Hash(string tenant) => Convert.ToHexStringLower(HMACSHA256.HashData(_secret, Encoding.UTF8.GetBytes(tenant)));
}
