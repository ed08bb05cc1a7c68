using System.Globalization;
using System.Reflection;

namespace Waziup.Gateway.Operations;

/// <summary>Since when the program is there: no time before that can be now.</summary>
internal static class BuildTime
{
    /// <summary>The day on which it was built.</summary>
    public static DateTimeOffset Value { get; } = DateTimeOffset.ParseExact(
        typeof(BuildTime).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(one => one.Key == "Built").Value!, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}
