namespace Waziup.Gateway.Operations;

/// <summary>Since when the program is there: no time before that can be now.</summary>
internal static class BuildTime
{
    /// <summary>When its file was written.</summary>
    public static DateTimeOffset Value { get; } = new(File.GetLastWriteTimeUtc(typeof(BuildTime).Assembly.Location), TimeSpan.Zero);
}
