using System.Globalization;

namespace Waziup.Gateway.Operations;

/// <summary>Knows whether the clock of the machine was set by something that knows the time.</summary>
internal static class MachineClock
{
    private static readonly TimeSpan Apart = TimeSpan.FromMinutes(5);

    /// <summary>
    /// Whether systemd-timesyncd has heard from a server; or whether a clock with a battery shows the same, and nothing later was known before: without a battery it has some time too.
    /// </summary>
    /// <param name="now">What the machine shows.</param>
    /// <param name="kept">What was known before; null for nothing.</param>
    /// <param name="heard">The file that is there once it has heard.</param>
    /// <param name="battery">The file that holds the seconds of the other clock.</param>
    public static bool IsSet(
        DateTimeOffset now, DateTimeOffset? kept, string heard = "/run/systemd/timesync/synchronized", string battery = "/sys/class/rtc/rtc0/since_epoch")
    {
        // On other systems there is always a clock with a battery.
        if (!OperatingSystem.IsLinux() || File.Exists(heard))
            return true;
        return !(now < kept) && TimeIn(battery) is { } other && (other - now).Duration() < Apart;
    }

    private static DateTimeOffset? TimeIn(string battery)
    {
        try
        {
            return long.TryParse(File.ReadAllText(battery), NumberStyles.Integer, CultureInfo.InvariantCulture, out var seconds) ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null;
        }
        catch (Exception missing) when (missing is IOException or UnauthorizedAccessException or ArgumentOutOfRangeException)
        {
            return null;
        }
    }
}
