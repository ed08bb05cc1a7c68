using System.Runtime.InteropServices;
using System.Text.Json;
using Waziup.Ngsi.Sensors.Scripts;

namespace Waziup.Server.Devices.Scripts.Sandbox;

/// <summary>What the process does that carries out scripts: it reads calls and writes answers until nobody calls any more.</summary>
internal static class CodecCommand
{
    // Scripts lie in themselves: a sum of thousands of terms is as deep as it is long.
    private const int StackBytes = 16 * 1024 * 1024;

    /// <returns>0 when there was nothing more to do; 1 when the memory was used up.</returns>
    public static int Run()
    {
        var limits = new ScriptLimits();
        // Who ends the host ends this process by closing the line; a call under way is answered before.
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => signal.Cancel = true);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal => signal.Cancel = true);
        Bounds.Set(limits);
        var code = 0;
        var thread = new Thread(() => code = Serve(limits), StackBytes);
        thread.Start();
        thread.Join();
        return code;
    }

    private static int Serve(ScriptLimits limits)
    {
        using var input = Console.OpenStandardInput();
        using var output = Console.OpenStandardOutput();
        // It ends itself too, where the host is gone and cannot do it.
        using var watch = new Timer(_ => Environment.Exit(1));
        Frames.Write(output, "{}"u8);
        while (Frames.Read(input) is { } request)
        {
            watch.Change(limits.WallTime * 2, Timeout.InfiniteTimeSpan);
            var answer = Answer(request, limits, out var ends);
            watch.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            Frames.Write(output, answer);
            if (ends)
                return 1;
        }
        return 0;
    }

    private static byte[] Answer(byte[] request, ScriptLimits limits, out bool ends)
    {
        ends = false;
        try
        {
            var call = JsonElement.Parse(request);
            return new ScriptEngine(limits).Run((ScriptTask)call.GetProperty("task").GetInt32(), call.GetProperty("script").GetString()!, call.GetProperty("input"));
        }
        catch (OutOfMemoryException)
        {
            ends = true;
            return """{"fault":"It needs too much memory.","ends":true}"""u8.ToArray();
        }
    }
}
