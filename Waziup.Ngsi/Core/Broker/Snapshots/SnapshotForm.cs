using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query;
using static Waziup.Ngsi.Broker.BodyMembers;
using static Waziup.Ngsi.Broker.FormMembers;

namespace Waziup.Ngsi.Broker.Snapshots;

/// <summary>Reads the body of a snapshot, of a clone or of a change (5.16.1, 5.16.2, 5.16.4).</summary>
internal static class SnapshotForm
{
    private static readonly string[] Output =
        ["snapshotStatus", "snapshotQueriesDetails", "snapshotTemporalQueriesDetails", "createdAt", "modifiedAt", "expiresAt", "lastUsedAt"];

    /// <exception cref="NgsiLdException">BadRequestData for members of a wrong type or value, and for what does not belong there.</exception>
    public static JsonObject Read(ReadOnlyMemory<byte> body, SnapshotUse use, bool contextInBody)
    {
        using var document = BodyJson.Document(body);
        var form = Object("a snapshot", document.RootElement, (name, value) => Member(name, value, use, contextInBody));
        if (form.Text("type") is { } type ? type != "Snapshot" : use == SnapshotUse.Create)
            throw NgsiLdErrors.Bad("the type of the body is Snapshot");
        if (use == SnapshotUse.Create && !form.ContainsKey("snapshotQueries") && !form.ContainsKey("snapshotTemporalQueries"))
            throw NgsiLdErrors.Bad("a snapshot has snapshotQueries or snapshotTemporalQueries");
        return form;
    }

    /// <summary>Reads the queries as they will be carried out.</summary>
    /// <exception cref="NgsiLdException">BadRequestData for what is no query.</exception>
    public static void Check(JsonObject form, Call call)
    {
        foreach (var query in form.Objects("snapshotQueries"))
            _ = QueryPlan.Of(QueryBody.Read(Bytes(query)).Request, call);
        foreach (var query in form.Objects("snapshotTemporalQueries"))
            _ = TemporalPlan.Of(QueryBody.Read(Bytes(query), isTemporal: true).Request, aggregates: false, call);
    }

    private static byte[] Bytes(JsonNode query) => Encoding.UTF8.GetBytes(query.ToJsonString());

    private static JsonNode? Member(string name, JsonElement value, SnapshotUse use, bool contextInBody) => name switch
    {
        "id" when use != SnapshotUse.Change => Uri(name, value),
        "type" => Text(name, value),
        "snapshotQueries" or "snapshotTemporalQueries" when use == SnapshotUse.Create =>
            new JsonArray([.. Elements(name, value).Select(query => Query(query, name == "snapshotTemporalQueries"))]),
        "snapshotLifetime" => Duration(name, value),
        "snapshotPriority" => value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var priority) && priority is >= 1 and <= 10
            ? priority : throw NgsiLdErrors.Bad("snapshotPriority is a whole number from 1 to 10"),
        "endpoint" => Uri(name, value),
        "receiverInfo" => Pairs(name, value),
        "@context" when contextInBody => null,
        _ when Output.Contains(name) && use == SnapshotUse.Create => null,
        _ => throw NgsiLdErrors.Bad($"'{name}' does not belong there, or cannot be changed"),
    };

    private static JsonNode Query(JsonElement query, bool isTemporal)
    {
        var body = Encoding.UTF8.GetBytes(query.GetRawText());
        var (request, _) = QueryBody.Read(body, isTemporal);
        if (isTemporal && request.Temporal.Timerel is null)
            throw NgsiLdErrors.Bad("an element of snapshotTemporalQueries has a temporalQ");
        return JsonNode.Parse(body)!;
    }
}

/// <summary>What a body of a snapshot is for.</summary>
internal enum SnapshotUse
{
    Create,
    Clone,
    Change,
}
