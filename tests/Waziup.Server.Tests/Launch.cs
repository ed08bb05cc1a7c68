using System.Diagnostics;

namespace Waziup.Server.Tests;

/// <summary>Starts the program as operators do, as a process of its own.</summary>
static class Launch
{
    static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <summary>How it ended, and what it wrote.</summary>
    public sealed record Result(int Code, string Output, string Errors);

    public static Process Start(string folder, IReadOnlyDictionary<string, string> variables, IEnumerable<string> arguments)
    {
        var info = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            UseShellExecute = false,
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        info.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, ThisHost.Name + ".dll"));
        foreach (var argument in arguments)
            info.ArgumentList.Add(argument);
        foreach (var (name, value) in variables)
            info.Environment[name] = value;
        return Process.Start(info) ?? throw new IOException("the server's process did not start");
    }

    /// <summary>Runs it to its end.</summary>
    public static Task<Result> RunAsync(TestFolder folder, params string[] arguments) =>
        RunAsync(folder, new Dictionary<string, string>(), arguments);

    public static async Task<Result> RunAsync(TestFolder folder, IReadOnlyDictionary<string, string> variables, params string[] arguments)
    {
        using var process = Start(folder.Path, variables, arguments);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Limit);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(limit.Token);
            var errors = process.StandardError.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            return new Result(process.ExitCode, await output, await errors);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }
}
