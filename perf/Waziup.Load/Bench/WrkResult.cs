using System.Globalization;

namespace Waziup.Load.Bench;

/// <summary>What wrk counted.</summary>
internal sealed record WrkResult(long Requests, TimeSpan Duration, TimeSpan P50, TimeSpan P99, long Errors)
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
            if (numbers is [var requests, var duration, var p50, var p99, var errors])
                return new(requests, TimeSpan.FromMicroseconds(duration), TimeSpan.FromMicroseconds(p50), TimeSpan.FromMicroseconds(p99), errors);
        }

        throw new IOException("wrk ended without figures:\n" + output);
    }
}
