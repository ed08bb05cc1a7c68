using System.Globalization;
using Waziup.Ngsi.Json;

namespace Waziup.Ngsi.Broker;

/// <summary>What of a window an answer about the history covers: <c>Content-Range: date-time start-end/size</c> (6.3.10).</summary>
/// <param name="Start">Where the client's reading began.</param>
/// <param name="End">Where it goes on from.</param>
internal readonly record struct TimeRange(Instant Start, Instant End)
{
    /// <summary>Reads the header of another broker; null for what is none, or of something else than times.</summary>
    public static TimeRange? Of(string? header)
    {
        var text = header.AsSpan();
        var (start, end) = (text.IndexOf(' ') + 1, text.IndexOf("Z-") + 1);
        var size = text.LastIndexOf('/');
        return end > start && size > end && Instant.TryParse(text[start..end].ToString(), out var from) && Instant.TryParse(text[(end + 1)..size].ToString(), out var to)
            ? new TimeRange(from, to) : null;
    }

    /// <summary>The header.</summary>
    /// <param name="last">How many of each attribute were wanted; null for all.</param>
    public string ToHeader(int? last) => $"date-time {Start}-{End}/{last?.ToString(CultureInfo.InvariantCulture) ?? "*"}";
}
