using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Waziup.Load.Replay;

/// <summary>Compares what the broker holds with what was pushed.</summary>
/// <remarks>
/// Through the API: the current value of each sensor is the newest reading. Through the server's <c>stats</c>: the history of the
/// attribute <c>numValue</c> has one row for each distinct pair of sensor and observedAt.
/// </remarks>
internal sealed class ReplayVerifier(ReplayOptions options, Broker broker, TextWriter output)
{
    const string Attribute = "numValue";

    /// <returns>Whether everything that was compared agrees.</returns>
    public async Task<bool> RunAsync(IReadOnlyList<SensorSeries> series, CancellationToken cancel)
    {
        var wrong = 0;
        foreach (var one in series)
        {
            if (await FaultOfAsync(one, cancel) is not { } fault)
                continue;

            wrong++;
            output.WriteLine($"Wrong: {one.Id}: {fault}");
        }

        output.WriteLine($"Current values: {series.Count - wrong} of {series.Count} sensors hold their newest reading.");
        var averages = !options.Raw || await new AverageCheck(broker, output).RunAsync(series, cancel);
        return await RowsAgreeAsync(series, cancel) && averages && wrong == 0;
    }

    async Task<string?> FaultOfAsync(SensorSeries series, CancellationToken cancel)
    {
        var answer = await broker.GetAsync("/entities/" + Uri.EscapeDataString(series.Id.SensorUrn), cancel);
        if (!answer.IsSuccess)
            return answer.Describe();

        using var entity = JsonDocument.Parse(answer.Body);
        if (!entity.RootElement.TryGetProperty(Attribute, out var current) || current.ValueKind != JsonValueKind.Object)
            return $"no {Attribute}";

        var newest = series.Newest;
        var value = current.TryGetProperty("value", out var held) && held.ValueKind == JsonValueKind.Number ? held.GetDouble() : double.NaN;
        // The number went out in its shortest exact form, so it must come back as the same double.
        if (!value.Equals(newest.Value))
            return $"value {value.ToString(CultureInfo.InvariantCulture)}, newest reading {newest.Value.ToString(CultureInfo.InvariantCulture)}";

        if (!current.TryGetProperty("observedAt", out var at) || !at.TryGetDateTimeOffset(out var observed) || observed != newest.ObservedAt)
            return $"observedAt {at}, newest reading {newest.ObservedAt:O}";

        return null;
    }

    async Task<bool> RowsAgreeAsync(IReadOnlyList<SensorSeries> series, CancellationToken cancel)
    {
        var distinct = series.Sum(one => (long)one.Distinct);
        string[] store = options.Data is not null ? ["--data", options.Data]
            : options.Connection is not null ? ["--store", "postgresql", "--connection", options.Connection]
            : [];
        if (store.Length == 0)
        {
            output.WriteLine($"History: {distinct:N0} distinct readings; rows not counted (name the broker's store with --data or --connection).");
            return true;
        }

        var rows = await RowsAsync(store, cancel);
        output.WriteLine($"History: {rows:N0} rows of {Attribute} for {distinct:N0} distinct readings.");
        return rows == distinct;
    }

    /// <summary>The history rows of the attribute, as the server itself counts them.</summary>
    async Task<long> RowsAsync(string[] store, CancellationToken cancel)
    {
        var start = Launch.Info(options.ServerCommand ?? Launch.ServerCommand(), ["stats", .. store, "--json"]);
        start.RedirectStandardOutput = true;
        using var process = Process.Start(start) ?? throw new IOException($"Cannot start {start.FileName}.");
        var text = await process.StandardOutput.ReadToEndAsync(cancel);
        await process.WaitForExitAsync(cancel);
        if (process.ExitCode != 0)
            throw new IOException($"The server's stats ended with {process.ExitCode}.");

        using var stats = JsonDocument.Parse(text);
        return RowsIn(stats.RootElement);
    }

    /// <summary>The count of the attribute in the object <c>byAttribute</c>, whatever IRI its name was expanded to.</summary>
    internal static long RowsIn(JsonElement stats)
    {
        long rows = 0;
        foreach (var attribute in stats.GetProperty("byAttribute").EnumerateObject())
        {
            if (attribute.Name == Attribute || attribute.Name.EndsWith("/" + Attribute, StringComparison.Ordinal) || attribute.Name.EndsWith("#" + Attribute, StringComparison.Ordinal))
                rows += attribute.Value.GetInt64();
        }

        return rows;
    }
}
