using System.Diagnostics.Metrics;

namespace Waziup.Ngsi.JsonLd;

/// <summary>Counts how often a @context was known already, and how often one was fetched.</summary>
internal static class ContextMetrics
{
    private static readonly Meter Meter = new("Waziup.Ngsi.JsonLd");
    private static readonly Counter<long> Lookups = Meter.CreateCounter<long>("waziup.context.lookups", "{lookup}", "Contexts that requests named, known already or not");
    private static readonly Counter<long> Fetches = Meter.CreateCounter<long>("waziup.context.fetches", "{fetch}", "Context documents that were fetched, or could not be");

    public static void Found() => Lookups.Add(1, new KeyValuePair<string, object?>("cache", "hit"));

    public static void Missed() => Lookups.Add(1, new KeyValuePair<string, object?>("cache", "miss"));

    public static void Fetched(bool succeeded) => Fetches.Add(1, new KeyValuePair<string, object?>("result", succeeded ? "fetched" : "failed"));
}
