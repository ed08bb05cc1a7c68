using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Waziup.Load;

/// <summary>Finds and starts the programs of this repository.</summary>
internal static class Launch
{
    /// <summary>The command that runs the broker's Release build.</summary>
    public static string ServerCommand() => Built("Waziup.Server", "Waziup.Server");

    /// <summary>The command that runs the gateway's Release build.</summary>
    public static string GatewayCommand() => Built("Waziup.Gateway", "Waziup.Gateway");

    /// <summary>The command that runs the floor's Release build.</summary>
    public static string FloorCommand() => Built(Path.Combine("perf", "Waziup.Floor"), "Waziup.Floor");

    /// <summary>The top folder of the repository: the nearest one above this program, or above the current folder, that holds the solution.</summary>
    public static string Root()
    {
        foreach (var start in (ReadOnlySpan<string>)[AppContext.BaseDirectory, Directory.GetCurrentDirectory()])
        {
            for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
            {
                if (File.Exists(Path.Combine(folder.FullName, "Waziup.sln")))
                    return folder.FullName;
            }
        }

        throw new IOException("Waziup.sln was not found above this program: run it from a clone of the repository.");
    }

    /// <summary>A command line, split at its blanks, with further arguments.</summary>
    public static ProcessStartInfo Info(string command, params IEnumerable<string> arguments)
    {
        var parts = command.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var info = new ProcessStartInfo(parts[0]) { UseShellExecute = false };
        foreach (var argument in parts.Skip(1).Concat(arguments))
            info.ArgumentList.Add(argument);

        return info;
    }

    /// <summary>A port of this machine on which nobody listens.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    static string Built(string project, string assembly)
    {
        var root = Root();
        var path = Path.Combine(root, project, "bin", "Release", "net10.0", assembly + ".dll");
        if (!File.Exists(path))
            throw new IOException($"{path} is missing: run 'dotnet build -c Release {project}' first.");

        return "dotnet " + path;
    }
}
