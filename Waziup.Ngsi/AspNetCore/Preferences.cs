using System.Globalization;
using Microsoft.Extensions.Primitives;
using Waziup.Ngsi.Rendering;

namespace Waziup.Ngsi.AspNetCore;

/// <summary>What a Prefer header asks for (6.3.6, RFC 7240).</summary>
/// <param name="Version">The minor version of NGSI-LD 1.x that the reader knows; null if it does not say.</param>
/// <param name="ContextInLink">For GeoJSON: the @context goes into a Link header, not into the body.</param>
internal readonly record struct Preferences(int? Version, bool ContextInLink)
{
    public static Preferences Parse(StringValues headers)
    {
        var preferences = default(Preferences);
        foreach (var header in headers)
        {
            foreach (var entry in (header ?? "").Split(',', StringSplitOptions.TrimEntries))
                preferences = preferences.With(entry.Split(';', StringSplitOptions.TrimEntries)[0]);
        }
        return preferences;
    }

    /// <summary>6.3.6: who asked for a version is told which it got, and by the status 203 that something was written in older words.</summary>
    /// <param name="exchange">The request.</param>
    /// <param name="isOld">Whether something was.</param>
    /// <param name="status">What the answer has otherwise.</param>
    public int Apply(Exchange exchange, bool isOld, int status = 200)
    {
        if (Version is not { } version)
            return status;
        exchange.Http.Response.Headers["Preference-Applied"] = $"ngsi-ld=1.{Math.Min(version, Shape.NewestVersion)}";
        return isOld ? 203 : status;
    }

    private Preferences With(string preference)
    {
        var equals = preference.IndexOf('=', StringComparison.Ordinal);
        if (equals < 0)
            return this;
        var name = preference[..equals].Trim();
        var value = preference[(equals + 1)..].Trim().Trim('"');
        if (name.Equals("body", StringComparison.OrdinalIgnoreCase))
            return this with { ContextInLink = value == "json" };
        var isVersion = name.Equals("ngsi-ld", StringComparison.OrdinalIgnoreCase) && value.StartsWith("1.", StringComparison.Ordinal)
            && int.TryParse(value.Split('.')[1], NumberStyles.None, CultureInfo.InvariantCulture, out _);
        return isVersion ? this with { Version = int.Parse(value.Split('.')[1], CultureInfo.InvariantCulture) } : this;
    }
}
