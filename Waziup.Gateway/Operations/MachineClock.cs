namespace Waziup.Gateway.Operations;

/// <summary>Knows whether the clock of the machine was set by something that knows the time.</summary>
internal static class MachineClock
{
    // A clock with a battery, or systemd-timesyncd that has heard from a server.
    private static readonly string[] Signs = ["/sys/class/rtc/rtc0", "/run/systemd/timesync/synchronized"];

    /// <summary>Whether it was. On other systems than Linux there is always a clock with a battery.</summary>
    public static bool IsSet() => !OperatingSystem.IsLinux() || Array.Exists(Signs, Path.Exists);
}
