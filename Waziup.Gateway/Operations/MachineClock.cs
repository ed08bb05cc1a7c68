using System.Globalization;

namespace Waziup.Gateway.Operations;

/// <summary>Knows whether the clock of the machine was set by something that knows the time.</summary>
internal static class MachineClock
{
    private const string Heard = "/run/systemd/timesync/synchronized";
    private const string Battery = "/sys/class/rtc/rtc0/since_epoch";
    private static readonly TimeSpan Apart = TimeSpan.FromMinutes(5);

    /// <summary>
    /// Whether systemd-timesyncd has heard from a server; or whether a clock with a battery shows the same, and nothing later was known before: without a battery it has some time too.
    /// </summary>
    /// <param name="now">What the machine shows.</param>
    /// <param name="kept">What was known before; null for nothing.</param>
    public static bool IsSet(DateTimeOffset now, DateTimeOffset? kept)
    {
        // On other systems there is always a clock with a battery.
        if (!OperatingSystem.IsLinux() || File.Exists(Heard))
            return true;
        return !(now < kept) && OfBattery() is { } battery && (battery - now).Duration() < Apart;
    }

    private static DateTimeOffset? OfBattery()
    {
        try
        {
            return long.TryParse(File.ReadAllText(Battery), NumberStyles.Integer, CultureInfo.InvariantCulture, out var seconds) ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null;
        }
        catch (Exception missing) when (missing is IOException or UnauthorizedAccessException or ArgumentOutOfRangeException)
        {
            return null;
        }
    }
}
