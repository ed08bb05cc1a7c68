using System.Runtime.InteropServices;

namespace Waziup.Server.Devices.Scripts.Sandbox;

/// <summary>Bounds of this process that the runtime does not set.</summary>
internal static partial class Bounds
{
    // Of Linux; the same for each processor.
    private const int Data = 2;
    private const int Core = 4;

    public static void Set(ScriptLimits limits)
    {
        // An expression can look at a text for years.
        AppContext.SetData("REGEX_DEFAULT_MATCH_TIMEOUT", limits.Time);
        if (!OperatingSystem.IsLinux())
            return;
        // Where it cannot be set the bound of the heap stands alone.
        Set(Data, (nuint)limits.DataBytes);
        // No picture of what was in the memory is left anywhere.
        Set(Core, 0);
    }

    private static void Set(int resource, nuint most)
    {
        var limit = new Limit(most, most);
        _ = SetLimit(resource, in limit);
    }

    [DllImport("libc", EntryPoint = "setrlimit", ExactSpelling = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetLimit(int resource, in Limit limit);

    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct Limit(nuint Now, nuint Most);
}
