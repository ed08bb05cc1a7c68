using Waziup.Ngsi.Sensors.Bridge;

namespace Waziup.Server.Devices;

/// <summary>Has commands to actuators come to an end: those whose time runs out, and those that a crash has left.</summary>
internal sealed partial class CommandService(DeviceBridge bridge, ILogger<CommandService> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await bridge.Commands.RunAsync(failure => Failed(log, failure), stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The next process goes on with what is stored.
        }
    }

    [LoggerMessage(LogLevel.Error, "Looking after commands failed; it is tried again")]
    private static partial void Failed(ILogger log, Exception failure);
}
