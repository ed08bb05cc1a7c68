using System.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Waziup.Ngsi.Broker;

namespace Waziup.Ngsi.Hosting;

/// <summary>Measures what tenants hold, where that is limited: at the start, from time to time, and when a limit was reached.</summary>
internal sealed partial class QuotaService(ContextBroker broker, ILogger<QuotaService> log) : BackgroundService
{
    private static readonly TimeSpan Least = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!broker.Options.TenantLimits.LimitHolding)
            return;
        using var meter = Observed();
        try
        {
            while (true)
            {
                await MeasureAsync(stoppingToken);
                // Who reaches a limit again and again does not have everything read again and again.
                await Task.Delay(Least, broker.Clock, stoppingToken);
                await WaitAsync(broker.Options.TenantLimits.MeasureInterval - Least, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Nothing is left to do.
        }
    }

    private Meter Observed()
    {
        var meter = new Meter("Waziup.Ngsi");
        meter.CreateObservableGauge("waziup.tenant.entities", () => Each(ledger => ledger.Held.Entities), "{entity}", "Entities that each tenant has");
        meter.CreateObservableGauge("waziup.tenant.history", () => Each(ledger => ledger.Held.HistoryRows), "{row}", "Rows of history of each tenant");
        meter.CreateObservableGauge("waziup.tenant.size", () => Each(ledger => ledger.Held.Bytes), "By", "Bytes that each tenant takes, roughly");
        meter.CreateObservableCounter("waziup.tenant.refused", () => Each(ledger => ledger.Refused), "{write}", "Writes refused because of a limit");
        return meter;

        IEnumerable<Measurement<long>> Each(Func<TenantLedger, long> value) => broker.Quotas.Ledgers.Select(
            pair => new Measurement<long>(value(pair.Value), new KeyValuePair<string, object?>("tenant", pair.Key.Value)));
    }

    private async Task WaitAsync(TimeSpan most, CancellationToken stoppingToken)
    {
        if (most <= TimeSpan.Zero)
            return;
        using var time = new CancellationTokenSource(most, broker.Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(time.Token, stoppingToken);
        try
        {
            await broker.Quotas.ReachedAsync(either.Token);
        }
        catch (OperationCanceledException) when (!stoppingToken.IsCancellationRequested)
        {
            // The time has passed.
        }
    }

    private async Task MeasureAsync(CancellationToken cancel)
    {
        try
        {
            await broker.Quotas.MeasureAsync(cancel);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            Failed(log, failure);
        }
    }

    [LoggerMessage(LogLevel.Error, "Measuring what tenants hold failed; it is tried again")]
    private static partial void Failed(ILogger log, Exception failure);
}
