using System.Text;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Storage;

/// <summary>Makes an entity of a part of a history: each row is an instance, so that conditions are judged on the history as on any entity (5.7.4).</summary>
internal static class HistoryEntity
{
    /// <param name="head">The entity, for its types.</param>
    /// <param name="id">The id under which it is known.</param>
    /// <param name="createdAt">When it came into being, as far as that is to be known.</param>
    /// <param name="modifiedAt">When it was last changed, as far as that is to be known.</param>
    /// <param name="rows">Rows that are no deletions.</param>
    public static Entity Of(Entity head, EntityId id, Instant createdAt, Instant modifiedAt, IEnumerable<HistoryRow> rows)
    {
        var builder = EntityBuilder.Start(id);
        Rebuild.CopyTypes(head, builder);
        builder.SetScope(default);
        builder.CreatedAt = createdAt;
        builder.ModifiedAt = modifiedAt;
        foreach (var attribute in rows.GroupBy(row => row.Name, StringComparer.Ordinal))
        {
            builder.BeginAttribute(Encoding.UTF8.GetBytes(attribute.Key));
            foreach (var row in attribute)
                Add(builder, row);
            builder.EndAttribute();
        }
        return builder.Build();
    }

    /// <summary>The reverse: a row for each instance of what another broker has told of a history.</summary>
    /// <param name="told">Its answer, with times.</param>
    /// <param name="now">Stands for times that it did not tell.</param>
    public static List<HistoryRow> RowsOf(Entity told, Instant now)
    {
        var rows = new List<HistoryRow>(told.Instances.Length);
        foreach (ref readonly var entry in told.Instances.AsSpan())
        {
            var isObserved = !entry.ObservedAt.IsNone;
            var written = First(entry.ModifiedAt, entry.CreatedAt, told.ModifiedAt, now);
            var created = First(entry.CreatedAt, written);
            var dataset = told.DatasetOf(in entry);
            rows.Add(new HistoryRow(
                rows.Count + 1, Encoding.UTF8.GetString(told.NameOf(in entry)), dataset.IsEmpty ? null : Encoding.UTF8.GetString(dataset),
                isObserved ? entry.ObservedAt : created, written, entry.Kind, entry.Is(InstanceFlags.Null),
                told.Document.AsMemory(entry.Start, entry.Length))
            {
                IsObserved = isObserved,
                IsPlain = entry.Is(InstanceFlags.Plain) && !entry.Is(InstanceFlags.Null),
                CreatedAt = created,
            });
        }
        return rows;
    }

    /// <summary>An entity that is in the scope that a row says, and nothing else.</summary>
    public static Entity InScope(HistoryRow scope)
    {
        using var body = PooledBuffer.Rent(scope.Body.Length);
        body.Append(scope.Body.Span);
        var entry = BodyScan.Entry(body, 0);
        var builder = EntityBuilder.Start(default);
        builder.SetScope(body.Written.Slice(entry.ValueStart, entry.ValueLength));
        return builder.Build();
    }

    private static Instant First(params ReadOnlySpan<Instant> times)
    {
        foreach (var time in times)
        {
            if (!time.IsNone)
                return time;
        }
        return Instant.None;
    }

    private static void Add(EntityBuilder builder, HistoryRow row)
    {
        var start = builder.Buffer.Length;
        builder.Buffer.Append(row.Body.Span);
        var entry = BodyScan.Entry(builder.Buffer, start);
        (entry.CreatedAt, entry.ModifiedAt) = row.IsAltered ? (Instant.None, Instant.None) : (row.CreatedAt, row.ModifiedAt);
        builder.AddInstance(entry);
    }
}
