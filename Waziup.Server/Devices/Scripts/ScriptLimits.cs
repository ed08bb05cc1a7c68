namespace Waziup.Server.Devices.Scripts;

/// <summary>What one call of a script may take. Whatever takes more is ended, and the next call goes on.</summary>
internal sealed record ScriptLimits
{
    /// <summary>Statements, those that stand outside of functions included.</summary>
    /// <value>Default 500,000: half a second of a server, some seconds of a small board.</value>
    public int Statements { get; init; } = 500_000;

    /// <summary>Functions that are under way within one another.</summary>
    /// <value>Default 100.</value>
    public int Recursion { get; init; } = 100;

    /// <summary>The time after which the interpreter gives up, between two statements.</summary>
    /// <value>Default 2 s.</value>
    public TimeSpan Time { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>The time after which the process is ended, whatever it does.</summary>
    /// <value>Default 5 s.</value>
    public TimeSpan WallTime { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The time that the process has to start in.</summary>
    /// <value>Default 30 s: a small board that is busy is slow.</value>
    public TimeSpan StartTime { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The time without a call after which the process ends, so that its memory is free.</summary>
    /// <value>Default 60 s.</value>
    public TimeSpan Idle { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Bytes of objects of the whole process.</summary>
    /// <value>Default 48 MiB: the process as a whole then holds 90 MB at most, and 45 MB with usual scripts.</value>
    public long HeapBytes { get; init; } = 48 * 1024 * 1024;

    /// <summary>Bytes of all memory that the process may write to, where the system can hold it to that (Linux). It holds where the bound of the heap fails.</summary>
    /// <value>Default 192 MiB; the runtime asks for 115 while scripts fill the heap.</value>
    public long DataBytes { get; init; } = 192 * 1024 * 1024;

    /// <summary>Bytes of an answer.</summary>
    /// <value>Default 256 KiB.</value>
    public int OutputBytes { get; init; } = 256 * 1024;

    /// <summary>Calls that may wait for their turn.</summary>
    /// <value>Default 100.</value>
    public int Waiting { get; init; } = 100;
}
