using System.Globalization;

namespace Waziup.Load.Bench;

/// <summary>What wrk counted; bytes are those of all answers with their headers.</summary>
internal sealed record WrkResult(long Requests, TimeSpan Duration, TimeSpan P50, TimeSpan P99, long Errors, long Bytes)
{
    /// <summary>Reads the line that our scripts print at the end.</summary>
    /// <exception cref="IOException">The line is missing: wrk or the script failed.</exception>
    public static WrkResult Parse(string output)
    {
        foreach (var line in output.Split('\n'))
        {
            if (!line.StartsWith(WrkScript.Mark, StringComparison.Ordinal))
                continue;

            var numbers = line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(text => long.Parse(text, CultureInfo.InvariantCulture)).ToArray();
            if (numbers is [var requests, var duration, var p50, var p99, var errors, var bytes])
                return new(requests, TimeSpan.FromMicroseconds(duration), TimeSpan.FromMicroseconds(p50), TimeSpan.FromMicroseconds(p99), errors, bytes);
        }

        throw new IOException("wrk ended without figures:\n" + output);
    }
}
