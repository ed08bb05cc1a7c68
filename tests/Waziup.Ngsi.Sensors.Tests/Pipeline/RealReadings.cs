using System.Globalization;
using System.IO.Compression;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Sensors.Pipeline;

namespace Waziup.Ngsi.Sensors.Tests.Pipeline;

/// <summary>Readings of real fields, where the folder with them is there: named by <c>WAZIUP_TEST_DATA</c>, else <c>../shared</c> beside the checkout.</summary>
static class RealReadings
{
    /// <summary>The readings of a file below the folder; skips the test on a laptop without it, and fails it on the build machine.</summary>
    public static List<Sample> Load(params string[] parts)
    {
        var path = Candidates().Select(folder => Path.Combine([folder, "data", .. parts])).FirstOrDefault(File.Exists);
        if (path is null)
        {
            var reason = $"there is no {Path.Combine(parts)} below WAZIUP_TEST_DATA, nor in ../shared";
            Assert.SkipWhen(Environment.GetEnvironmentVariable("CI") is null or "" or "false", reason);
            Assert.Fail(reason);
        }
        using var reader = new StreamReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
        var lines = reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(line => line.Split(',')).ToList();
        var head = lines[0].Select(name => name.Trim('"')).ToArray();
        var (value, time, received) = (Array.IndexOf(head, "value"), Array.IndexOf(head, "timestamp"), Array.IndexOf(head, "date_received"));
        return [.. lines.Skip(1).Select(line => Of(line[value], At(line[time]), At(line[received])))];
    }

    static IEnumerable<string> Candidates()
    {
        if (Environment.GetEnvironmentVariable("WAZIUP_TEST_DATA") is { Length: > 0 } named)
            yield return named;
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Waziup.sln")))
                yield return Path.Combine(folder.FullName, "..", "shared");
        }
    }

    // Numbers in quotes are texts, as they were sent.
    static Sample Of(string value, Instant time, Instant received) => value.StartsWith('"')
        ? new Sample(time, null) { Text = value.Trim('"'), Received = received }
        : new Sample(time, double.Parse(value, CultureInfo.InvariantCulture)) { Received = received };

    static Instant At(string text) => Instant.TryParse(text.Trim('"'), out var instant) ? instant : Instant.None;
}
