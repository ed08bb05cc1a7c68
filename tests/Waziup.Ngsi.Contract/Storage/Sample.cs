using System.Globalization;
using System.Text;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Contract.Storage;

/// <summary>Input for stores, and their answers as text that can be compared.</summary>
public static class Sample
{
    /// <summary>The JSON of an entity with one Property <c>moisture</c>.</summary>
    public static string Plot(string id, double moisture = 1, string type = "Plot") =>
        $$$"""{"id":"{{{id}}}","type":"{{{type}}}","moisture":{"type":"Property","value":{{{Number(moisture)}}}}}""";

    /// <summary>A number as JSON.</summary>
    public static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    /// <summary>An id.</summary>
    internal static EntityId Id(string id) => EntityId.TryParse(id, out var parsed) ? parsed : throw new ArgumentException(id, nameof(id));

    /// <summary>The stored document as text.</summary>
    internal static string Document(Entity? entity) => entity is null ? "nothing" : Encoding.UTF8.GetString(entity.Document);

    /// <summary>Everything of an entity: document, times, index.</summary>
    internal static string Whole(Entity? entity)
    {
        if (entity is null)
            return "nothing";
        var stored = EntityEncoder.Encode(entity, new CountedNames());
        return $"{entity.Id.Value} {Document(entity)} {Convert.ToHexString(stored.Index)}";
    }

    /// <summary>Everything of a row of history but its sequence, which each store counts for itself.</summary>
    internal static string Whole(HistoryRow row) =>
        $"{row.Name} {row.DatasetId} {row.At} {(row.IsObserved ? "observed" : "")} {(row.IsPlain ? "plain" : "")} {row.CreatedAt} {row.ModifiedAt} {row.Kind} {row.IsDeletion} "
        + $"{Encoding.UTF8.GetString(row.Body.Span)} {row.Number:R} {row.InstanceId}";

    /// <summary>Everything of a record of the log but its sequence.</summary>
    internal static string Whole(LoggedChange change) =>
        $"{change.Tenant} {change.Kind} {change.Cause} {change.At} {Whole(change.After)} before: {Whole(change.Previous)}";
}
