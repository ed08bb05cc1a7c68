using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Http;

namespace Waziup.Ngsi.AspNetCore;

/// <summary>How long requests took, by route, method and status. Allocates nothing, and does nothing where nobody listens.</summary>
internal static class RequestMetrics
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "Waziup.Ngsi.AspNetCore";

    private const int ClientClosed = 499;
    private const string Other = "other";

    private static readonly Meter Meter = new(MeterName);
    private static readonly Histogram<double> Duration = Meter.CreateHistogram<double>(
        "waziup.request.duration", "s", "How long requests took until they were answered");

    private static readonly object[] Statuses = [.. Enumerable.Range(0, 600).Select(status => (object)status)];

    public static bool IsOn => Duration.Enabled;

    /// <param name="http">The request with its answer.</param>
    /// <param name="route">Its route; null where there is none.</param>
    /// <param name="took">From its arrival to its answer.</param>
    public static void Answered(HttpContext http, Route? route, TimeSpan took)
    {
        var status = http.RequestAborted.IsCancellationRequested ? ClientClosed : http.Response.StatusCode;
        // What a client makes up, a path or a method, must not become a label.
        Duration.Record(
            took.TotalSeconds,
            new("route", route?.Template ?? Other),
            new("method", route?.Method ?? Other),
            new("status", (uint)status < (uint)Statuses.Length ? Statuses[status] : Other));
    }
}
