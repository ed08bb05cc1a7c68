using System.Text.Json;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Query;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Access.Policies;

/// <summary>Which entities a policy shows in one period, since enough others are like them.</summary>
/// <param name="Period">Which period.</param>
/// <param name="Until">When it ends.</param>
/// <param name="Ids">The entities; null where there were too many to be counted.</param>
/// <remarks>Immutable.</remarks>
internal sealed record KeptCohort(long Period, Instant Until, IdSet? Ids)
{
    /// <summary>Reads one, which was kept for a rule.</summary>
    public static KeptCohort Of(Document document, CohortRule rule)
    {
        using var body = JsonDocument.Parse(document.Body);
        var period = body.RootElement.GetProperty("period").GetInt64();
        return new KeptCohort(period, rule.EndOf(period), body.RootElement.TryGetProperty("ids", out var ids) ? IdSet.Read(ids.GetBytesFromBase64()) : null);
    }

    /// <summary>Goes by itself when the period ends.</summary>
    public Document ToDocument(string id, Instant at)
    {
        using var body = PooledBuffer.Rent();
        using (var writer = new Utf8JsonWriter(body))
        {
            writer.WriteStartObject();
            writer.WriteNumber("period", Period);
            if (Ids is not null)
                writer.WriteBase64String("ids", Ids.ToBytes());
            writer.WriteEndObject();
        }
        return new Document(DocumentKind.Cohort, id, null, at, body.Written.ToArray()) { ExpiresAt = Until };
    }
}
