using System.Text.Json;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Sync.Uplink;

/// <summary>How far a cloud has been told of what is here. It is noted when the cloud has answered, so nothing is passed over; what was not noted is told again.</summary>
/// <param name="Changes">The position in the change log.</param>
/// <param name="Rows">The position among the rows of the history.</param>
/// <param name="Pass">While all entities are told of, from the beginning: how many have been; null where that has been done.</param>
internal sealed record UplinkPosition(long Changes, long Rows, UplinkPass? Pass)
{
    /// <summary>The day of UTC on which the last step was, counted from 1970.</summary>
    public long Day { get; init; }

    /// <summary>How many bytes have gone up on it.</summary>
    public long Bytes { get; init; }

    /// <summary>Reads what was noted of a cloud; null for nothing.</summary>
    public static async ValueTask<UplinkPosition?> ReadAsync(IDocumentStore documents, string cloud, CancellationToken cancel)
    {
        if (await documents.FindAsync(TenantId.Default, DocumentKind.Uplink, cloud, cancel) is not { } document)
            return null;
        using var json = JsonDocument.Parse(document.Body);
        var root = json.RootElement;
        return new UplinkPosition(
            root.GetProperty("changes").GetInt64(), root.GetProperty("rows").GetInt64(),
            root.TryGetProperty("tenant", out var tenant) ? new UplinkPass(tenant.GetString()!, root.GetProperty("entities").GetInt32(), root.GetProperty("replaces").GetBoolean()) : null)
        {
            Day = root.GetProperty("day").GetInt64(),
            Bytes = root.GetProperty("bytes").GetInt64(),
        };
    }

    /// <summary>Notes it, durably.</summary>
    public async ValueTask WriteAsync(IDocumentStore documents, string cloud, Instant now, CancellationToken cancel)
    {
        using var body = PooledBuffer.Rent();
        using (var writer = new Utf8JsonWriter(body))
        {
            writer.WriteStartObject();
            writer.WriteNumber("changes", Changes);
            writer.WriteNumber("rows", Rows);
            writer.WriteNumber("day", Day);
            writer.WriteNumber("bytes", Bytes);
            if (Pass is not null)
            {
                writer.WriteString("tenant", Pass.Tenant);
                writer.WriteNumber("entities", Pass.Entities);
                writer.WriteBoolean("replaces", Pass.Replaces);
            }
            writer.WriteEndObject();
        }
        await documents.PutAsync(TenantId.Default, new Document(DocumentKind.Uplink, cloud, null, now, body.Written.ToArray()), cancel);
    }
}

/// <summary>How far all entities have been told of, in the order of tenants and of their creation.</summary>
/// <param name="Tenant">Those of this tenant are next.</param>
/// <param name="Entities">So many of them have been, what remains of deleted ones among them.</param>
/// <param name="Replaces">Whether they take the place of what the cloud has: something of them may have gone unseen.</param>
internal sealed record UplinkPass(string Tenant, int Entities, bool Replaces);
