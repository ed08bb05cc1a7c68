using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Waziup.Ngsi.Broker;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Hosting;

/// <summary>Starts the broker before the host serves anything, then removes what has expired and trims the change log.</summary>
internal sealed partial class BrokerService(ContextBroker broker, ILogger<BrokerService> log) : BackgroundService
{
    private const int TrimAtOnce = 1000;
    private static readonly TimeSpan TrimInterval = TimeSpan.FromSeconds(30);

    /// <inheritdoc/>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await broker.StartAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        try
        {
            await broker.SaveAsync(cancellationToken);
        }
        catch (NgsiLdException failure)
        {
            // Counts alone are lost.
            SweepFailed(log, failure);
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        _ = IndexAsync(stoppingToken);
        using var timer = new PeriodicTimer(broker.Options.SweepInterval, broker.Clock);
        var nextTrim = broker.Clock.GetUtcNow() + TrimInterval;
        while (await NextAsync(timer, stoppingToken))
        {
            try
            {
                while (await broker.SweepAsync(stoppingToken) > 0)
                    stoppingToken.ThrowIfCancellationRequested();
                if (broker.Clock.GetUtcNow() < nextTrim)
                    continue;
                nextTrim = broker.Clock.GetUtcNow() + TrimInterval;
                await broker.TidyAsync(stoppingToken);
                var before = Instant.Of(broker.Clock.GetUtcNow() - broker.Options.ChangeLogAge);
                while (await broker.Storage.Changes.TrimAsync(before, TrimAtOnce, stoppingToken) == TrimAtOnce)
                    stoppingToken.ThrowIfCancellationRequested();
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure)
            {
                // The loop has to survive: a full disk today must not keep expired entities for ever.
                SweepFailed(log, failure);
            }
        }
    }

    private async Task IndexAsync(CancellationToken cancel)
    {
        try
        {
            var storage = broker.Storage;
            foreach (var rule in broker.Options.Indexes)
            {
                foreach (var tenant in rule.Tenant is { } one ? [one] : storage.Tenants.List())
                    await storage.IndexAsync(tenant, rule.Key, cancel);
            }
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            IndexFailed(log, failure);
        }
    }

    private static async ValueTask<bool> NextAsync(PeriodicTimer timer, CancellationToken cancel)
    {
        try
        {
            return await timer.WaitForNextTickAsync(cancel);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    [LoggerMessage(LogLevel.Error, "An index that the options name could not be made; queries bring it when they need it")]
    private static partial void IndexFailed(ILogger log, Exception failure);

    [LoggerMessage(LogLevel.Error, "Removing what has expired failed; it is tried again")]
    private static partial void SweepFailed(ILogger log, Exception failure);
}
