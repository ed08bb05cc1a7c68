using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Broker;

/// <summary>Takes away what of the history is older, or more, than the rules allow: some entities at a time, so that writes get their turn.</summary>
internal sealed class Retention(IStorage storage, TimeProvider clock, NgsiLdOptions options)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    /// <summary>Applies all rules once.</summary>
    /// <returns>How many rows went.</returns>
    public async ValueTask<long> RunAsync(CancellationToken cancel)
    {
        var gone = 0L;
        foreach (var rule in options.Retention)
        {
            foreach (var tenant in rule.Tenant is { } one ? [one] : storage.Tenants.List())
                gone += await RunAsync(tenant, rule, cancel);
        }
        return gone;
    }

    private async ValueTask<long> RunAsync(TenantId tenant, RetentionRule rule, CancellationToken cancel)
    {
        var before = rule.Age is { } age ? Instant.Of(clock.GetUtcNow() - age) : Instant.None;
        var limit = new HistoryLimit(rule.Type, before, rule.Count ?? 0);
        var (gone, position) = (0L, 0L);
        do
        {
            (position, var rows) = await storage.History.ForgetAsync(tenant, limit, position, cancel);
            gone += rows;
            if (rows > 0)
                await Task.Delay(Pause, cancel);
        }
        while (position > 0);
        return gone;
    }
}
