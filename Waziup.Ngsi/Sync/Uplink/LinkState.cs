using System.Text;
using System.Text.Json;
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
        var fragment = EntityReader.Read(Body(state, refused, spent, error), broker.Terms.Default, new ReadRules());
        var mutation = new Mutation(MutationKind.UpsertUpdate, fragment.Id, fragment);
        var change = await broker.Quotas.CommitAsync(TenantId.Default, new[] { new Intent(mutation.Id, current => Patch.Apply(current, mutation, Instant.Of(now))) }, cancel);
        if (change[0].Error is { } failure)
            throw new NgsiLdException(failure);
        (_told, _toldAt) = (told, now);
    }

    private byte[] Body(string state, int refused, long spent, string? error)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteString("id", _id);
            json.WriteStartArray("type");
            json.WriteStringValue("Device");
            json.WriteStringValue("Gateway");
            json.WriteEndArray();
            Property(json, "syncState", () => json.WriteStringValue(state));
            Property(json, "syncRefused", () => json.WriteNumberValue(refused));
            Property(json, "syncBytesToday", () => json.WriteNumberValue(spent));
            Property(json, "syncLastError", () => json.WriteStringValue(error ?? ""));
            Property(json, "lastSeen", () => Time(json, Instant.Of(broker.Clock.GetUtcNow())));
            if (!Through.IsNone)
                Property(json, "syncThrough", () => Time(json, Through));
            json.WriteEndObject();
        }
        return stream.ToArray();
    }

    private static void Property(Utf8JsonWriter json, string name, Action value)
    {
        json.WriteStartObject(name);
        json.WriteString("type", "Property");
        json.WritePropertyName("value");
        value();
        json.WriteEndObject();
    }

    private static void Time(Utf8JsonWriter json, Instant time)
    {
        json.WriteStartObject();
        json.WriteString("@type", "DateTime");
        json.WriteString("@value", time.ToString());
        json.WriteEndObject();
    }
}
