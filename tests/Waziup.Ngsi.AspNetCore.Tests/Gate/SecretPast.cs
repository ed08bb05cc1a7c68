using System.Text;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.AspNetCore.Tests.Gate;

/// <summary>The past of the world: readings, of which some are secret, an attribute and entities that were deleted.</summary>
/// <remarks>
/// <list type="bullet">
/// <item>Tank 1 has all of it hidden: <c>secret</c>, <c>half</c>, the scope; recorded, corrected, moved, deleted.</item>
/// <item>Tank 2 had a <c>secret</c> once: its past alone tells.</item>
/// <item>Tank 3 was deleted; what was hidden of it stays hidden.</item>
/// <item>Hidden 9 is there for root alone, Hidden 8 was.</item>
/// </list>
/// </remarks>
static class SecretPast
{
    /// <summary>What has a past, or had one.</summary>
    public static readonly string[] Ids = [.. ((string[])["Tank:1", "Tank:2", "Tank:3", "Hidden:9", "Hidden:8"]).Select(id => "urn:ngsi-ld:" + id)];

    private const string Past = "/temporal/entities/urn:ngsi-ld:";
    private const string Levels = """
        {"level":[{"type":"Property","value":10,"observedAt":"2025-06-01T10:00:00Z"},{"type":"Property","value":12,"observedAt":"2025-06-01T12:00:00Z"}]}
        """;

    // Numbers, so that there is something to add up, and times at which there is nothing else.
    private const string Secret = """
        "secret":[{"type":"Property","value":"s3cr3t09","observedAt":"2025-06-01T09:00:00Z"},
                  {"type":"Property","value":424242,"observedAt":"2025-06-01T09:30:00Z"},
                  {"type":"Property","value":"s3cr3t11","observedAt":"2025-06-01T11:00:00Z"},
                  {"type":"Property","value":424243,"observedAt":"2025-06-01T09:00:00Z","datasetId":"urn:d:s"},
                  {"type":"Property","value":"urn:ngsi-ld:null","deletedAt":"2025-06-01T13:00:00Z"}]
        """;

    private const string HalfAndScope = """
        "half":[{"type":"GeoProperty","value":{"type":"Point","coordinates":[1,2]},"observedAt":"2025-06-01T09:00:00Z","s3cr3tSub":{"type":"Property","value":1}},
                {"type":"Property","value":"s3cr3t11","observedAt":"2025-06-01T11:00:00Z","datasetId":"urn:d:s"}],
        "scope":[{"type":"Property","value":"/hidden/scope/old","observedAt":"2025-06-01T08:00:00Z"},
                 {"type":"Property","value":"/hidden/scope","observedAt":"2025-06-01T11:30:00Z"}]
        """;

    private static readonly string[] Hidden = ["secret", "half", "scope"];
    private static readonly Instant End = Time("2026-01-01T00:30:00Z");

    /// <summary>The id of an instance, as it follows from what it is found by and from when it was written: at once, or with all that was recorded.</summary>
    public static string InstanceOf(string entity, string attribute, string time, string? dataset = null, string? written = null) => InstanceId.Of(
        InstanceId.Series(Id("urn:ngsi-ld:" + entity), Name(attribute), dataset), Time(time),
        Time(written ?? (time.StartsWith("2026", StringComparison.Ordinal) ? time : "2026-01-01T00:10:00Z")));

    /// <summary>Begins ten minutes after the world, and ends after half an hour. What is hidden is never written at the time of what is not.</summary>
    public static async Task RecordAsync(TestBroker broker, bool withSecrets, string secrets)
    {
        await broker.CreateAsync($$"""
            {"id":"urn:ngsi-ld:Tank:3","type":"Tank","level":{"type":"Property","value":3},"private":{"type":"Property","value":true}{{secrets}}}
            """, SecretPolicy.Root);
        if (withSecrets)
        {
            await broker.CreateAsync("""{"id":"urn:ngsi-ld:Hidden:8","type":["Hidden","Tank"],"level":{"type":"Property","value":"s3cr3t8"}}""", SecretPolicy.Root);
            await DoAsync(broker, "POST", "Tank:1/attrs", $"{{{Secret},{HalfAndScope}}}");
            await DoAsync(broker, "POST", "Tank:2/attrs", $"{{{Secret}}}");
            await DoAsync(broker, "POST", "Tank:3/attrs", $"{{{Secret},{HalfAndScope}}}");
            await DoAsync(broker, "POST", "Hidden:9/attrs", $"{{{Secret.Replace("\"secret\"", "\"level\"", StringComparison.Ordinal)},{HalfAndScope}}}");
        }
        broker.Clock.Advance(TimeSpan.FromMinutes(5));
        await DoAsync(broker, "POST", "Tank:1/attrs", Levels);
        await DoAsync(broker, "POST", "Tank:2/attrs", Levels);
        broker.Clock.Advance(TimeSpan.FromMinutes(5));
        if (withSecrets)
        {
            await DoAsync(broker, "PATCH", $"Tank:1/attrs/secret/{InstanceOf("Tank:1", "secret", "2025-06-01T09:30:00Z")}",
                """{"secret":{"type":"Property","value":"s3cr3t0945","observedAt":"2025-06-01T09:45:00Z"}}""");
            (await broker.DeleteAsync("/entities/urn:ngsi-ld:Tank:2/attrs/secret?deleteAll=true", SecretPolicy.Root)).IsBare(204);
            (await broker.DeleteAsync("/entities/urn:ngsi-ld:Hidden:8", SecretPolicy.Root)).IsBare(204);
        }
        broker.Clock.Advance(TimeSpan.FromMinutes(5));
        (await broker.DeleteAsync("/entities/urn:ngsi-ld:Tank:3", SecretPolicy.Root)).IsBare(204);
        broker.Clock.Advance(TimeSpan.FromMinutes(5));
    }

    /// <summary>What is hidden of it, as it is stored; nothing that was written since.</summary>
    public static async Task<IEnumerable<string>> ReadAsync(IStorage storage)
    {
        var found = new List<string>();
        foreach (var id in Ids)
        {
            var names = Hidden.Where(name => !id.EndsWith("Tank:2", StringComparison.Ordinal) || name == "secret").Select(Name).ToHashSet();
            var rows = await storage.History.ReadAsync(default, Id(id), TestContext.Current.CancellationToken);
            found.AddRange(rows.Where(row => row.ModifiedAt < End && (id.Contains("Hidden", StringComparison.Ordinal) || names.Contains(row.Name)))
                .Select(row => $"{id} {row with { Body = default }} {Encoding.UTF8.GetString(row.Body.Span)}"));
        }
        return found;
    }

    private static async Task DoAsync(TestBroker broker, string method, string path, string body) =>
        (await broker.SendAsync(method, Past + path, body, "application/json", SecretPolicy.Root)).IsBare(204);

    private static EntityId Id(string id) => EntityId.TryParse(id, out var parsed) ? parsed : throw new ArgumentException(id, nameof(id));

    private static Instant Time(string text) => Instant.TryParse(text, out var time) ? time : throw new ArgumentException(text, nameof(text));

    private static string Name(string attribute) => attribute == "scope" ? Model.Core.Scope.Value : "https://uri.etsi.org/ngsi-ld/default-context/" + attribute;
}
