using System.Diagnostics;
using System.Globalization;

namespace Waziup.Server.Devices.Scripts;

/// <summary>A process of this program that carries out scripts, and nothing else.</summary>
internal sealed class Child : IDisposable
{
    /// <summary>The command that makes this program one. It is not for people.</summary>
    public const string Command = "codec-process";

    // What the runtime needs to be found, or to start at all; nothing that an operator has set, which may be secret.
    private static readonly string[] Kept = ["DOTNET_ROOT", "DOTNET_ROOT_X64", "DOTNET_ROOT_ARM64", "SystemRoot"];

    private readonly Process _process;

    private Child(Process process)
    {
        _process = process;
        // What it says of its end is for nobody, but must not fill the pipe.
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
    }

    public Stream Input => _process.StandardInput.BaseStream;

    public Stream Output => _process.StandardOutput.BaseStream;

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    /// <summary>Starts this program once more.</summary>
    public static Child Start(ScriptLimits limits)
    {
        var program = Environment.ProcessPath!;
        // Where it was started as "dotnet X.dll", it is started so again; else it is the program itself.
        var isHosted = Path.GetFileNameWithoutExtension(program).Equals("dotnet", StringComparison.OrdinalIgnoreCase);
        return Start(limits, program, isHosted ? [Path.Combine(AppContext.BaseDirectory, ThisHost.Name + ".dll"), Command] : [Command]);
    }

    /// <summary>Starts a program.</summary>
    /// <exception cref="System.ComponentModel.Win32Exception">It does not start.</exception>
    public static Child Start(ScriptLimits limits, string program, IEnumerable<string> arguments)
    {
        var info = new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            CreateNoWindow = true,
            WorkingDirectory = Path.GetPathRoot(AppContext.BaseDirectory),
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var kept = Kept.Select(name => (name, Value: Environment.GetEnvironmentVariable(name))).Where(variable => variable.Value is not null).ToList();
        info.Environment.Clear();
        foreach (var (name, value) in kept)
            info.Environment[name] = value;
        info.Environment["DOTNET_GCHeapHardLimit"] = limits.HeapBytes.ToString("x", CultureInfo.InvariantCulture);
        info.Environment["DOTNET_gcServer"] = "0";
        info.Environment["DOTNET_gcConcurrent"] = "0";
        info.Environment["DOTNET_TieredPGO"] = "0";
        info.Environment["DOTNET_EnableDiagnostics"] = "0";
        return new Child(Process.Start(info)!);
    }

    /// <summary>Ends it, whatever it does.</summary>
    public void Kill()
    {
        try
        {
            _process.Kill();
        }
        catch (InvalidOperationException)
        {
            // It has ended by itself.
        }
    }

    public void Dispose()
    {
        Kill();
        _process.Dispose();
    }
}
