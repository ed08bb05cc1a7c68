using Waziup.Ngsi.Json;
using Waziup.Ngsi.Query;

namespace Waziup.Ngsi.Federation;

/// <summary>A span of time that a source has data of (5.2.11).</summary>
/// <param name="Start">The first time in it; none: there is no such span.</param>
/// <param name="End">The last time in it; none: it goes on.</param>
internal readonly record struct SourceInterval(Instant Start, Instant End)
{
    public static SourceInterval None => new(Instant.None, Instant.None);

    public bool IsNone => Start.IsNone;

    /// <summary>Whether something in it may lie in a window.</summary>
    public bool Overlaps(Window window) => !IsNone && (window.To.IsNone || Start < window.To) && (window.From.IsNone || End.IsNone || End >= window.From);
}
