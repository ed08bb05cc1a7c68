using System.Globalization;
using System.Text.Json;
using Waziup.Ngsi.Client;
using Waziup.Server.Options;

namespace Waziup.Server.Commands;

/// <summary>Writes the past of a sensor as a table (CSV, RFC 4180): when it came, when it was made, and its value; the oldest first.</summary>
internal static class ExportCommand
{
    /// <returns>0, or 1 where the broker cannot be asked or has no such sensor.</returns>
    public static async Task<int> RunAsync(ServerOptions options)
    {
#pragma warning disable RS0030 // The operator asks the broker that he names; no request of others makes this one.
        using var http = new HttpClient { BaseAddress = options.Export.Broker };
#pragma warning restore RS0030
        if (options.Export.AccessKey is { } key)
            http.DefaultRequestHeaders.Authorization = new("Bearer", key);
        var client = new NgsiLdClient(http).ForTenant(options.Tenant.Value.Length > 0 ? options.Tenant.Value : null);
        try
        {
            await WriteAsync(client, options, Console.Out);
            return 0;
        }
        catch (Exception failure) when (failure is NgsiLdClientException or HttpRequestException or TaskCanceledException)
        {
            await Console.Error.WriteLineAsync($"{ThisHost.Name}: {failure.Message}");
            return 1;
        }
    }

    private static async Task WriteAsync(NgsiLdClient client, ServerOptions options, TextWriter output)
    {
        var (wanted, last) = (options.Export, DateTimeOffset.MinValue);
        var query = new NgsiHistoryQuery { Pick = [wanted.Attribute], After = wanted.From?.AddTicks(-TimeSpan.TicksPerMicrosecond), Before = wanted.Until, SystemAttributes = true };
        await output.WriteLineAsync("\"date_received\",\"timestamp\",\"value\"");
        for (var more = true; more;)
        {
            var part = await client.History.RetrieveAsync(options.File!, query) ?? throw new HttpRequestException($"{wanted.Broker} has no {wanted.Attribute} of {options.File}");
            var before = last;
            foreach (var one in part.Entity.Instances(wanted.Attribute).Where(one => one.DatasetId == wanted.Dataset && one.ObservedAt > before).OrderBy(one => one.ObservedAt))
            {
                await output.WriteLineAsync(Line(one));
                last = one.ObservedAt!.Value;
            }
            // A part tells up to when it goes; where it goes no further there is no more.
            more = part.IsPartial && part.End is { } end && !(query.After >= end);
            query = query with { After = part.End };
        }
    }

    private static string Line(NgsiAttribute one)
    {
        var received = one["receivedAt"]?.Value is { ValueKind: JsonValueKind.Object } time && time.TryGetProperty("@value", out var text) ? text.GetString()
            : one["timeSource"] is not null ? Text(one.ObservedAt) : Text(one.CreatedAt);
        return $"\"{received}\",\"{Text(one.ObservedAt)}\",{(one.Value.ValueKind == JsonValueKind.String ? $"\"{one.Value.GetString()!.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : one.Value.GetRawText())}";
    }

    private static string Text(DateTimeOffset? time) => time?.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFZ", CultureInfo.InvariantCulture) ?? "";
}
