using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Waziup.Server.Operations.Metrics;

/// <summary>Sends traces and metrics, ours and the framework's, by OTLP over HTTP. What is left is sent when the server stops.</summary>
internal sealed class OtlpExport(Uri endpoint) : IHostedService, IDisposable
{
    private TracerProvider? _traces;
    private MeterProvider? _metrics;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _traces = Sdk.CreateTracerProviderBuilder()
            .ConfigureResource(Describe)
            .AddSource("Microsoft.AspNetCore", "System.Net.Http", "Waziup.*")
            .AddOtlpExporter(exporter => Send(exporter, "v1/traces"))
            .Build();
        _metrics = Sdk.CreateMeterProviderBuilder()
            .ConfigureResource(Describe)
            .AddMeter("Microsoft.AspNetCore.*", "System.Net.Http", "System.Runtime", "Waziup.*")
            .AddOtlpExporter(exporter => Send(exporter, "v1/metrics"))
            .Build();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        Dispose();
        return Task.CompletedTask;
    }

    public void Dispose()
    {
        _traces?.Dispose();
        _metrics?.Dispose();
    }

    private static void Describe(ResourceBuilder resource) => resource.AddService("waziup", serviceVersion: StartUp.Version);

    private void Send(OtlpExporterOptions exporter, string path)
    {
        exporter.Protocol = OtlpExportProtocol.HttpProtobuf;
        exporter.Endpoint = new Uri(endpoint.AbsoluteUri.TrimEnd('/') + "/" + path);
    }
}
