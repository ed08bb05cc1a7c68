using System.Text.Json;
using System.Text.Json.Nodes;
using Waziup.Ngsi.Access.Policies;
using Waziup.Ngsi.AspNetCore;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Sensors.Bridge;
using Waziup.Ngsi.Sensors.Codecs;
using Waziup.Ngsi.Sensors.Pulling;
using Waziup.Ngsi.Sensors.Registry;
using Waziup.Server.Devices.Mqtt;

namespace Waziup.Server.Devices;

/// <summary>What devices, and those who look after them, ask for over HTTP: registrations, readings, and sensors that fit a need.</summary>
internal sealed class DeviceRoutes(DeviceBridge bridge, DataProviders providers, TimeProvider clock, IHostApplicationLifetime lifetime, IServiceProvider services)
{
    /// <summary>Where they are.</summary>
    public const string Root = "/iot/v1";

    private readonly Payloads _payloads = new(bridge);

    /// <summary>The operations.</summary>
    public IEnumerable<HostRoute> Routes =>
    [
        new("POST", "devices", RegisterAsync) { Body = HostBody.Json, CreatesTenant = true },
        new("GET", "devices/{device}/draft", DraftAsync),
        new("POST", "devices/{device}", ReceiveAsync) { Body = HostBody.Bytes, Parameters = [Payloads.Port], CreatesTenant = true },
        new("POST", "devices/{device}/sensors/{sensor}", ReceiveOneAsync) { Body = HostBody.Json, CreatesTenant = true },
        new("POST", "devices/{device}/sensors/{sensor}/replays", ReplayAsync) { Body = HostBody.Json },
        new("POST", "needs", FindAsync) { Body = HostBody.Json },
        new("PUT", "pipelines/{pipeline}", PutPipelineAsync) { Body = HostBody.Json, CreatesTenant = true },
        new("POST", "dry-runs", TryAsync) { Body = HostBody.Json },
        .. new CodecRoutes(bridge, services.GetService<PolicyBook>()).Routes,
        .. new LoRaWanRoutes(bridge, clock).Routes,
        .. services.MqttRoutes(),
        .. new ProviderRoutes(providers).Routes,
        .. new CommandRoutes(bridge.Commands, lifetime.ApplicationStopping).Routes,
    ];

    private Instant Now => Instant.Of(clock.GetUtcNow());

    private async ValueTask<HostAnswer> RegisterAsync(HostRequest request, CancellationToken cancel)
    {
        var registered = await bridge.RegisterAsync(request.Tenant, request.Caller, request.ReadJson(), cancel);
        var body = new JsonObject
        {
            ["id"] = registered.Id,
            ["parts"] = new JsonArray([.. registered.Parts.Select(part => JsonValue.Create(part))]),
            ["wasPending"] = registered.WasPending,
            ["warnings"] = Remarks(registered.Warnings),
        };
        return new HostAnswer(StatusCodes.Status201Created, body) { Location = $"{NgsiLdApplicationBuilderExtensions.Root}/entities/{Uri.EscapeDataString(registered.Id)}" };
    }

    private async ValueTask<HostAnswer> DraftAsync(HostRequest request, CancellationToken cancel) =>
        new(StatusCodes.Status200OK, await bridge.DraftAsync(request.Tenant, request.Caller, request.Values[0], cancel));

    private async ValueTask<HostAnswer> ReceiveAsync(HostRequest request, CancellationToken cancel)
    {
        var now = Now;
        var decoded = await _payloads.ReadAsync(request, request.Values[0], now, cancel);
        return await StoreAsync(request, new Heard(now, [.. decoded.Readings]) { Protocol = "http", Payload = request.Body, Warnings = [.. decoded.Warnings] }, cancel);
    }

    private ValueTask<HostAnswer> ReceiveOneAsync(HostRequest request, CancellationToken cancel)
    {
        var now = Now;
        var readings = Payloads.Whole(Payloads.OneSensor.Decode(request.Body.Span, now));
        return StoreAsync(request, new Heard(now, [.. readings.Select(reading => reading with { Sensor = Payloads.Named(request.Values[1]) })]) { Protocol = "http", Payload = request.Body }, cancel);
    }

    private async ValueTask<HostAnswer> StoreAsync(HostRequest request, Heard heard, CancellationToken cancel)
    {
        var receipt = await bridge.ReceiveAsync(request.Tenant, request.Caller, Payloads.Named(request.Values[0]), heard, cancel);
        return ReceiptText.Of(receipt) is { } body ? new HostAnswer(ReceiptText.StatusOf(receipt), body) : new HostAnswer(StatusCodes.Status204NoContent);
    }

    private async ValueTask<HostAnswer> FindAsync(HostRequest request, CancellationToken cancel)
    {
        var (set, warnings) = await bridge.FindAsync(request.Tenant, request.Caller, request.ReadJson(), cancel);
        var body = FittingSetText.Of(set);
        body["warnings"] = Remarks(warnings);
        return new HostAnswer(StatusCodes.Status200OK, body);
    }

    private async ValueTask<HostAnswer> PutPipelineAsync(HostRequest request, CancellationToken cancel)
    {
        var isNew = await bridge.PutPipelineAsync(request.Tenant, request.Caller, Payloads.Named(request.Values[0]), request.ReadJson(), cancel);
        return new HostAnswer(isNew ? StatusCodes.Status201Created : StatusCodes.Status204NoContent)
        {
            Location = isNew ? $"{NgsiLdApplicationBuilderExtensions.Root}/entities/{Uri.EscapeDataString($"urn:ngsi-ld:Pipeline:{Uri.EscapeDataString(request.Values[0])}")}" : null,
        };
    }

    private async ValueTask<HostAnswer> ReplayAsync(HostRequest request, CancellationToken cancel)
    {
        var asked = request.ReadJson();
        if (asked.ValueKind != JsonValueKind.Object || !asked.TryGetProperty("from", out var from) || from.ValueKind != JsonValueKind.String || !Instant.TryParse(from.GetString()!, out var time))
            throw Payloads.Bad("/from: This is a time such as 2026-05-01T08:00:00Z.");
        var replay = await bridge.ReplayAsync(request.Tenant, request.Caller, Payloads.Named(request.Values[0]), Payloads.Named(request.Values[1]), time, cancel);
        return new HostAnswer(StatusCodes.Status200OK, new JsonObject { ["read"] = replay.Read, ["written"] = replay.Written, ["removed"] = replay.Removed });
    }

    private async ValueTask<HostAnswer> TryAsync(HostRequest request, CancellationToken cancel) =>
        new(StatusCodes.Status200OK, DryRunText.Of(await bridge.TryAsync(request.Tenant, request.Caller, request.ReadJson(), cancel)));

    private static JsonArray Remarks(IEnumerable<FormRemark> remarks) =>
        new([.. remarks.Select(remark => new JsonObject { ["pointer"] = remark.Pointer, ["message"] = remark.Message })]);
}
