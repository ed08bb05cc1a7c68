using System.Globalization;
using System.Runtime.InteropServices;

namespace Waziup.Load.Bench;

/// <summary>Describes the machine, so that a result can be read later.</summary>
internal static class Machine
{
    const int Flushes = 200;

    public static string Describe(string folder, TimeProvider time)
    {
        var memory = Proc.Kilobytes(File.ReadLines("/proc/meminfo"), "MemTotal:") / 1024.0 / 1024;
        var processor = File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal)) ?? "";
        var disk = new DriveInfo(folder).DriveFormat;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"""
            {Environment.ProcessorCount} cores ({processor[(processor.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim()}, {RuntimeInformation.OSArchitecture}), {memory:0.0} GB memory,
            {RuntimeInformation.OSDescription}, kernel {File.ReadAllText("/proc/sys/kernel/osrelease").Trim()}, {RuntimeInformation.FrameworkDescription},
            {disk}, a flush of 4 kB takes {Flush(folder, time).TotalMilliseconds:0.00} ms (median)
            """);
    }

    /// <summary>The median time of appending a page to a file and flushing it.</summary>
    static TimeSpan Flush(string folder, TimeProvider time)
    {
        var path = Path.Combine(folder, "flush");
        var page = new byte[4096];
        var times = new List<double>();
        using (var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0))
        {
            for (var i = 0; i < Flushes; i++)
            {
                var began = time.GetTimestamp();
                file.Write(page);
                file.Flush(flushToDisk: true);
                times.Add(time.GetElapsedTime(began).TotalMilliseconds);
            }
        }

        File.Delete(path);
        return TimeSpan.FromMilliseconds(Quartiles.Of(times).Median);
    }
}
