using System.Text.Json.Nodes;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.JsonLd;

namespace Waziup.Ngsi.Broker.Snapshots;

/// <summary>Writes a snapshot as it is served (5.2.41), and what is told about it (5.3.4).</summary>
internal static class SnapshotWriter
{
    public static void Write(PooledBuffer output, Snapshot snapshot, ActiveContext terms, bool contextInBody)
    {
        output.Append((byte)'{');
        foreach (var (name, node) in snapshot.Form)
            FormWriter.Member(output, name, node!);
        if (!snapshot.Form.ContainsKey("snapshotPriority"))
            FormWriter.Member(output, "snapshotPriority", snapshot.Priority);
        FormWriter.Member(output, "snapshotStatus", snapshot.Status);
        Details(output, snapshot, "snapshotTemporalQueriesDetails");
        snapshot.CreatedAt.AppendMember(output, "\"createdAt\":"u8);
        snapshot.ModifiedAt.AppendMember(output, "\"modifiedAt\":"u8);
        snapshot.ExpiresAt.AppendMember(output, "\"expiresAt\":"u8);
        snapshot.LastUsedAt.AppendMember(output, "\"lastUsedAt\":"u8);
        FormWriter.End(output, terms, contextInBody);
    }

    public static void WriteNotification(PooledBuffer output, Snapshot snapshot, string id, Instant now, Instant expiresAt)
    {
        output.Append((byte)'{');
        FormWriter.Member(output, "id", id);
        FormWriter.Member(output, "type", "SnapshotNotification");
        FormWriter.Member(output, "snapshotId", snapshot.Id);
        now.AppendMember(output, "\"notifiedAt\":"u8);
        expiresAt.AppendMember(output, "\"expiresAt\":"u8);
        FormWriter.Member(output, "snapshotPriority", snapshot.Priority);
        FormWriter.Member(output, "snapshotStatus", snapshot.Status);
        Details(output, snapshot, "temporalSnapshotQueriesDetails");
        output.Close((byte)'}');
    }

    private static void Details(PooledBuffer output, Snapshot snapshot, string temporal)
    {
        if (snapshot.Queries.Count > 0)
            FormWriter.Member(output, "snapshotQueriesDetails", QueryOutcome.Write(snapshot.Queries));
        if (snapshot.TemporalQueries.Count > 0)
            FormWriter.Member(output, temporal, QueryOutcome.Write(snapshot.TemporalQueries));
    }
}
