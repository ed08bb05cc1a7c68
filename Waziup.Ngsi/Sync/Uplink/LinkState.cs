using System.Text;
using System.Text.Json.Nodes;
using Waziup.Ngsi.Broker;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Sync.Uplink;

/// <summary>Tells how the link fares: attributes of the entity of this gateway, which goes up like any other.</summary>
/// <param name="broker">Where the entity is.</param>
/// <param name="gateway">The name of this gateway.</param>
internal sealed class LinkState(ContextBroker broker, string gateway)
{
    private static readonly TimeSpan Heartbeat = TimeSpan.FromMinutes(1);

    private readonly string _id = "urn:ngsi-ld:Gateway:" + Uri.EscapeDataString(gateway);
    private string _told = "";
    private DateTimeOffset _toldAt;

    /// <summary>Up to when what was written here has gone up; none for nothing.</summary>
    public Instant Through { get; set; } = Instant.None;

    /// <summary>Tells it: at once where the state is another one, else once a minute.</summary>
    /// <param name="state"><c>idle</c>, <c>syncing</c>, <c>offline</c> or <c>paused</c>.</param>
    /// <param name="refused">Of how many entities something is refused.</param>
    /// <param name="spent">How many bytes have gone up today.</param>
    /// <param name="error">What failed last; null for nothing.</param>
    /// <param name="cancel">Ends the wait.</param>
    public async ValueTask TellAsync(string state, int refused, long spent, string? error, CancellationToken cancel)
    {
        var now = broker.Clock.GetUtcNow();
        var told = $"{state} {refused}";
        if (told == _told && now - _toldAt < Heartbeat)
            return;
        var fragment = EntityReader.Read(Encoding.UTF8.GetBytes(Told(state, refused, spent, error).ToJsonString()), broker.Terms.Default, new ReadRules());
        var mutation = new Mutation(MutationKind.UpsertUpdate, fragment.Id, fragment);
        var change = await broker.Quotas.CommitAsync(TenantId.Default, new[] { new Intent(mutation.Id, current => Patch.Apply(current, mutation, Instant.Of(now))) }, cancel);
        if (change[0].Error is { } failure)
            throw new NgsiLdException(failure);
        (_told, _toldAt) = (told, now);
    }

    private JsonObject Told(string state, int refused, long spent, string? error)
    {
        var entity = new JsonObject
        {
            ["id"] = _id,
            ["type"] = new JsonArray("Device", "Gateway"),
            ["syncState"] = Property(state),
            ["syncRefused"] = Property(refused),
            ["syncBytesToday"] = Property(spent),
            ["syncLastError"] = Property(error ?? ""),
            ["lastSeen"] = Property(Time(broker.Now)),
        };
        if (!Through.IsNone)
            entity["syncThrough"] = Property(Time(Through));
        return entity;
    }

    private static JsonObject Property(JsonNode value) => new() { ["type"] = "Property", ["value"] = value };

    private static JsonObject Time(Instant time) => new() { ["@type"] = "DateTime", ["@value"] = time.ToString() };
}
