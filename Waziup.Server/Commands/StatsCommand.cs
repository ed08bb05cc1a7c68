using System.Globalization;
using System.Text;
using System.Text.Json;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.PostgreSql;
using Waziup.Ngsi.Sqlite;
using Waziup.Ngsi.Storage;
using Waziup.Server.Operations;
using Waziup.Server.Options;

namespace Waziup.Server.Commands;

/// <summary>Counts what a store holds, for people or as JSON.</summary>
internal static class StatsCommand
{
    /// <returns>0, or 1 where the store cannot be read.</returns>
    public static async Task<int> RunAsync(ServerOptions options)
    {
        try
        {
            var (counts, bytes) = options.Store == StoreKind.PostgreSql
                ? await PostgreSqlStatistics.ReadAsync(options.Configure, CancellationToken.None)
                : SqliteStatistics.Read(options.StoreFile());
            await Console.Out.WriteAsync(options.Json ? Json(counts, bytes) : Text(counts, bytes));
            return 0;
        }
        catch (StorageException failure)
        {
            await Console.Error.WriteLineAsync($"{ThisHost.Name}: {failure.Message}");
            return 1;
        }
    }

    internal static string Json(StoreStatistics counts, long bytes)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true, NewLine = "\n" }))
        {
            writer.WriteStartObject();
            writer.WriteNumber("entities", counts.Entities);
            writer.WriteNumber("tombstones", counts.Tombstones);
            writer.WriteNumber("historyRows", counts.HistoryRows);
            writer.WriteNumber("changes", counts.Changes);
            writer.WriteNumber("bytes", bytes);
            writer.WriteStartObject("byAttribute");
            foreach (var (attribute, rows) in counts.HistoryByAttribute.OrderBy(pair => pair.Key, StringComparer.Ordinal))
                writer.WriteNumber(attribute, rows);
            writer.WriteEndObject();
            writer.WriteStartObject("byTenant");
            foreach (var (tenant, usage) in ByName(counts))
            {
                writer.WriteStartObject(tenant.Value);
                writer.WriteNumber("entities", usage.Entities);
                writer.WriteNumber("historyRows", usage.HistoryRows);
                writer.WriteNumber("bytes", usage.Bytes);
                writer.WriteEndObject();
            }
            writer.WriteEndObject();
            writer.WriteStartArray("indexes");
            foreach (var index in counts.Indexes)
            {
                writer.WriteStartObject();
                writer.WriteString("tenant", index.Tenant.Value);
                writer.WriteString("type", index.Key.Type.Value);
                writer.WriteString(index.Key.IsPlace ? "places" : "values", index.Key.Attribute.Value);
                writer.WriteBoolean("complete", index.IsComplete);
                writer.WriteEndObject();
            }
            writer.WriteEndArray();
            writer.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length) + "\n";
    }

    private static IEnumerable<KeyValuePair<TenantId, TenantUsage>> ByName(StoreStatistics counts) =>
        counts.ByTenant.OrderBy(pair => pair.Key.Value, StringComparer.Ordinal);

    internal static string Text(StoreStatistics counts, long bytes)
    {
        var text = new StringBuilder();
        Line("entities", counts.Entities);
        Line("deleted, remains kept", counts.Tombstones);
        Line("rows of history", counts.HistoryRows);
        Line("records in the change log", counts.Changes);
        Line("bytes", bytes);
        foreach (var (attribute, rows) in counts.HistoryByAttribute.OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key, StringComparer.Ordinal))
            Line("  of " + attribute, rows);
        foreach (var (tenant, usage) in ByName(counts))
        {
            Line($"entities of {(tenant == TenantId.Default ? "the default tenant" : tenant.Value)}", usage.Entities);
            Line("  rows of its history", usage.HistoryRows);
            Line("  bytes of both", usage.Bytes);
        }
        foreach (var index in counts.Indexes)
        {
            text.Append(CultureInfo.InvariantCulture, $"index of the {(index.Key.IsPlace ? "places" : "values")} of {index.Key.Attribute.Value} of {index.Key.Type.Value}")
                .Append(index.Tenant == TenantId.Default ? "" : $" of {index.Tenant.Value}").Append(index.IsComplete ? "\n" : ", being made\n");
        }
        return text.ToString();

        void Line(string name, long value) => text.Append(CultureInfo.InvariantCulture, $"{value,15:N0}  {name}\n");
    }
}
