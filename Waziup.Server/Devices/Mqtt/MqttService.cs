using Waziup.Ngsi.Mqtt;
using Waziup.Ngsi.Mqtt.Receiving;
using Waziup.Server.Options;

namespace Waziup.Server.Devices.Mqtt;

/// <summary>Receives readings over MQTT as long as the host runs; what was taken when it stops is stored and acknowledged before.</summary>
internal sealed class MqttService(MqttServer server, IngestOptions options, MqttIngestion ingestion, TimeProvider clock, ILogger<MqttReceiver> logger) : IHostedService, IAsyncDisposable
{
    private readonly MqttReceiver _receiver = new(
        server, new MqttReceiverOptions { ClientId = options.Client, Filters = DeviceTopic.Filters, LaneOf = DeviceTopic.LaneOf, Gather = options.Gather }, ingestion.TakeAsync, clock, logger);

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _receiver.Start();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => _receiver.StopAsync(cancellationToken);

    public ValueTask DisposeAsync() => _receiver.DisposeAsync();
}
