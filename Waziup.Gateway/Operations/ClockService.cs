namespace Waziup.Gateway.Operations;

/// <summary>Keeps the time each minute, so that it goes on from there after a loss of power, and tells when the clock comes to be trusted.</summary>
internal sealed partial class ClockService(GatewayClock clock, KeptTime kept, ILogger<ClockService> log) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!clock.IsTrusted)
            Unset(log, clock.GetUtcNow());
        var wasTrusted = clock.IsTrusted;
        using var timer = new PeriodicTimer(Interval, clock);
        try
        {
            do
            {
                Keep();
                if (!wasTrusted && clock.IsTrusted)
                {
                    Set(log, clock.GetUtcNow());
                    wasTrusted = true;
                }
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException)
        {
            Keep();
        }
    }

    private void Keep()
    {
        try
        {
            kept.Write(clock.GetUtcNow());
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            NotKept(log, failure.Message);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Nothing says that the clock of this machine was set: times count on from {Time} until it is")]
    private static partial void Unset(ILogger log, DateTimeOffset time);

    [LoggerMessage(LogLevel.Information, "The clock of this machine was set: it is {Time}")]
    private static partial void Set(ILogger log, DateTimeOffset time);

    [LoggerMessage(LogLevel.Error, "The time cannot be kept, and a loss of power may set it back: {Reason}")]
    private static partial void NotKept(ILogger log, string reason);
}
