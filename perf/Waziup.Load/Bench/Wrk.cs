using System.Diagnostics;

namespace Waziup.Load.Bench;

/// <summary>Runs wrk, the load generator of the Debian package of that name.</summary>
internal static class Wrk
{
    public static async Task<WrkResult> RunAsync(Uri url, string script, int connections, int seconds, CancellationToken cancel)
    {
        var file = Path.Combine(Path.GetTempPath(), $"waziup-{Guid.NewGuid():N}.lua");
        await File.WriteAllTextAsync(file, script, cancel);
        try
        {
            // Two threads: the times and ids of scripts that write count on it. A long time limit, so that a slow answer is a latency and not an error.
            var start = Launch.Info("wrk", $"-t{Math.Min(2, connections)}", $"-c{connections}", $"-d{seconds}s", "--timeout", "30s", "-s", file, url.ToString());
            start.RedirectStandardOutput = true;
            using var process = Process.Start(start) ?? throw new IOException("wrk did not start.");
            try
            {
                var output = await process.StandardOutput.ReadToEndAsync(cancel);
                await process.WaitForExitAsync(cancel);
                return WrkResult.Parse(output);
            }
            finally
            {
                if (!process.HasExited)
                    process.Kill();
            }
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new IOException("wrk is not installed (apt-get install wrk).", e);
        }
        finally
        {
            File.Delete(file);
        }
    }
}
