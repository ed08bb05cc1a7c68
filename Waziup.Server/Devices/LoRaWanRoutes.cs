using Waziup.Ngsi.AspNetCore;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Sensors.Bridge;
using Waziup.Ngsi.Sensors.Codecs.LoRaWan;

namespace Waziup.Server.Devices;

/// <summary>What network servers of LoRaWAN send over HTTP: events of ChirpStack (its HTTP integration, in JSON) and of The Things Stack (its webhooks).</summary>
internal sealed class LoRaWanRoutes(DeviceBridge bridge, TimeProvider clock)
{
    // ChirpStack says here, and nowhere in the body, what has happened.
    private const string Event = "event";

    private readonly ChirpStack _chirpStack = new();
    private readonly TheThingsStack _theThingsStack = new();

    /// <summary>The operations.</summary>
    public IEnumerable<HostRoute> Routes =>
    [
        new("POST", "lorawan/chirpstack", ChirpStackAsync) { Body = HostBody.Json, Parameters = [Event], CreatesTenant = true },
        new("POST", "lorawan/the-things-stack", TheThingsStackAsync) { Body = HostBody.Json, CreatesTenant = true },
    ];

    private Instant Now => Instant.Of(clock.GetUtcNow());

    private ValueTask<HostAnswer> ChirpStackAsync(HostRequest request, CancellationToken cancel) =>
        request.Parameters.GetValueOrDefault(Event) is { Length: > 0 } name
            ? StoreAsync(request, _chirpStack.Read(request.Body.Span, name, Now), cancel)
            : throw Payloads.Bad($"the parameter '{Event}' is missing, which says what has happened: {Event}=up, join, status, ack");

    private ValueTask<HostAnswer> TheThingsStackAsync(HostRequest request, CancellationToken cancel) =>
        StoreAsync(request, _theThingsStack.Read(request.Body.Span, Now), cancel);

    private async ValueTask<HostAnswer> StoreAsync(HostRequest request, LoRaWanMessage message, CancellationToken cancel)
    {
        if (message.Event is not { } told)
            throw Payloads.Bad(Payloads.Text(message.Error!));
        var receipt = await bridge.ReceiveEventAsync(request.Tenant, request.Caller, told, cancel);
        if (EventText.Of(receipt) is not { } body)
            return new HostAnswer(StatusCodes.Status204NoContent);
        return new HostAnswer(receipt is { Unread: null, Refused: null } || receipt.Readings.IsPending ? ReceiptText.StatusOf(receipt.Readings) : StatusCodes.Status207MultiStatus, body);
    }
}
