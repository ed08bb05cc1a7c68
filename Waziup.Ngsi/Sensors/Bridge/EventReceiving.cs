using Waziup.Ngsi.Broker;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Sensors.Codecs;
using Waziup.Ngsi.Sensors.Codecs.LoRaWan;
using Waziup.Ngsi.Sensors.Readings;
using Waziup.Ngsi.Sensors.Registry;

namespace Waziup.Ngsi.Sensors.Bridge;

/// <summary>Stores what network servers tell of devices.</summary>
/// <remarks>
/// 1 may the caller write anything at all      3 read the payload
/// 2 which device is it      4 store the readings, then what is told of the radio
/// The radio comes last: whoever sees the counter of a frame finds its readings too. An event that comes again says what is stored already.
/// </remarks>
internal sealed class EventReceiving(ContextBroker broker, StoredEntities stored, Receiving receiving, Decoders decoders)
{
    private static readonly EventReceipt Nothing = new(new Receipt(0, IsPending: false, []), null, null);

    private readonly EventDevices _devices = new(stored);
    private readonly EventPayload _payload = new(decoders);

    public async ValueTask<EventReceipt> RunAsync(Call call, LoRaWanEvent told, CancellationToken cancel)
    {
        // 1, 2 – the caller and the device
        await broker.Writes.CheckAsync(call, MutationKind.Ingest, cancel);
        var device = await _devices.FindAsync(call, told, cancel);
        if (!device.IsRegistered && !IsFromDevice(told.Kind))
            return Nothing;

        // 3 – the payload
        var codec = device.IsRegistered ? await receiving.CodecOfAsync(call, device.Name, cancel) : null;
        var decoded = await _payload.ReadAsync(call, told, codec, cancel);

        // 4 – readings and radio
        var receipt = await receiving.RunAsync(call, device.Name, HeardOf(told, decoded, device.IsRegistered ? told.Time : Earlier(told.Time, call.Now)), cancel);
        return receipt.IsPending ? new EventReceipt(receipt, null, null) : new EventReceipt(receipt, decoded.Error, await KeepAsync(call, device.Name, told, receipt, cancel));
    }

    /// <summary>Whether the device itself has sent what the event tells of.</summary>
    private static bool IsFromDevice(LoRaWanEventKind kind) =>
        kind is LoRaWanEventKind.Uplink or LoRaWanEventKind.Join or LoRaWanEventKind.Status or LoRaWanEventKind.Acknowledged;

    // Were a device that waits heard in the future, it would not be heard again before that.
    private static Instant Earlier(Instant one, Instant other) => one < other ? one : other;

    private static Heard HeardOf(LoRaWanEvent told, Decoded decoded, Instant at) => new(at, [.. decoded.Readings])
    {
        Protocol = "lora",
        DevEui = told.DevEui,
        Rssi = told.Rssi,
        Snr = told.Snr,
        Payload = told.Payload,
        Warnings = [.. decoded.Warnings],
    };

    private async ValueTask<NgsiLdError?> KeepAsync(Call call, string device, LoRaWanEvent told, Receipt receipt, CancellationToken cancel)
    {
        var radio = RadioText.Of(told);
        if (radio.Count == 0)
            return null;
        var read = SensorReadings.Read(radio, call, new ReadRules(NeedsId: false, Temporal: true));
        var write = new Mutation(MutationKind.IngestAttributes, StoredEntities.IdOf(EntityIds.Device(device)), read) { Cause = ChangeCause.Ingest };
        try
        {
            await broker.Writes.RunAsync(call, write, selection: null, cancel);
            return null;
        }
        catch (NgsiLdException refused) when (receipt.Stored > 0 && refused.Error.Status < 500)
        {
            return refused.Error;
        }
    }
}
