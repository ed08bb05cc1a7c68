using System.Collections.Frozen;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Sensors.Providers;

/// <summary>What a provider may be shown as headers of a request.</summary>
internal static class ProviderHeaders
{
    // The answer would be another one than is wanted, or in parts.
    private static readonly FrozenSet<string> Ours = new[]
    {
        "Accept-Encoding", "If-Match", "If-Modified-Since", "If-None-Match", "If-Range", "If-Unmodified-Since", "Range",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether a header is one that may be set.</summary>
    public static bool MayBeSet(string name, string value) => HeaderText.Fits(name, value) && !HeaderText.IsOurs(name) && !Ours.Contains(name);
}
