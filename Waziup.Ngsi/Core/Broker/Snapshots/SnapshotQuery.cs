using System.Collections.Frozen;
using System.Text;
using System.Text.Json.Nodes;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query;

namespace Waziup.Ngsi.Broker.Snapshots;

/// <summary>Conditions on snapshots (5.16.7): on their own members, and on nothing else.</summary>
internal static class SnapshotQuery
{
    private static readonly string[] Names =
        ["snapshotPriority", "snapshotStatus", "snapshotLifetime", "endpoint", "createdAt", "modifiedAt", "expiresAt", "lastUsedAt"];

    private static readonly string[] Texts = ["snapshotLifetime", "endpoint"];

    /// <exception cref="NgsiLdException">BadRequestData for what is malformed, or about something else.</exception>
    public static Filter Read(string q, ActiveContext core)
    {
        var condition = QParser.Parse("q", q, new QOptions(core, LinkDepth: 0, []));
        var known = Names.Select(name => new Iri(core.Expand(name))).ToFrozenSet();
        return ConditionNames.All(condition).All(known.Contains)
            ? condition : throw NgsiLdErrors.Bad($"q is about members of snapshots: {string.Join(", ", Names)}");
    }

    /// <summary>A snapshot as an entity.</summary>
    public static Entity Describe(Snapshot snapshot, ActiveContext core)
    {
        var entity = new JsonObject
        {
            ["id"] = snapshot.Id,
            ["type"] = "Snapshot",
            ["snapshotPriority"] = Property(snapshot.Priority),
            ["snapshotStatus"] = Property(snapshot.Status),
            ["lastUsedAt"] = Property(new JsonObject { ["@type"] = "DateTime", ["@value"] = snapshot.LastUsedAt.ToString() }),
        };
        foreach (var name in Texts.Where(snapshot.Form.ContainsKey))
            entity[name] = Property(snapshot.Form.Text(name)!);
        var fragment = EntityReader.Read(Encoding.UTF8.GetBytes(entity.ToJsonString()), core, new ReadRules());
        return fragment.Existing(snapshot.CreatedAt, snapshot.ModifiedAt, snapshot.ExpiresAt);
    }

    private static JsonObject Property(JsonNode value) => new() { ["type"] = "Property", ["value"] = value };
}
