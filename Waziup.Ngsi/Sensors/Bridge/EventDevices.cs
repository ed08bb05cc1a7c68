using System.Text.Json;
using Waziup.Ngsi.Broker;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Sensors.Codecs.LoRaWan;
using Waziup.Ngsi.Sensors.Readings;
using Waziup.Ngsi.Sensors.Registry;

namespace Waziup.Ngsi.Sensors.Bridge;

/// <summary>Finds the device that an event of a network server is about.</summary>
/// <remarks>
/// 1 the registered one that has the EUI      3 one that waits and has the EUI
/// 2 a registered one without an EUI that is named as the server names it, or by the EUI      4 one that waits and is named so; else it is new
/// </remarks>
internal sealed class EventDevices(StoredEntities stored)
{
    // Beside a registered one there may be one that waits under another name; more are an error of somebody.
    private const int MostWithOneEui = 100;

    /// <exception cref="NgsiLdException">Conflict: it cannot be said which device that is.</exception>
    public async ValueTask<EventDevice> FindAsync(Call call, LoRaWanEvent told, CancellationToken cancel)
    {
        var owners = await stored.QueryAsync(call, "Device", $"devEUI==\"{told.DevEui}\"", MostWithOneEui, cancel);
        var named = await NamedAsync(call.Tenant, told, cancel);
        if (owners.Count(IsRegistered) > 1)
            throw Conflict($"several devices have the EUI {told.DevEui}");
        JsonElement[] candidates = [.. owners.Where(IsRegistered), .. named.Where(IsRegistered), .. owners, .. named];
        return candidates is [var found, ..] ? new EventDevice(NameOf(found, told), IsRegistered(found)) : new EventDevice(told.DevEui, IsRegistered: false);
    }

    /// <summary>Those that are named as the event says and may have its EUI.</summary>
    private async ValueTask<List<JsonElement>> NamedAsync(TenantId tenant, LoRaWanEvent told, CancellationToken cancel)
    {
        var found = new List<JsonElement>();
        foreach (var name in new[] { told.Device, told.DevEui })
        {
            if (string.IsNullOrEmpty(name) || !EntityId.TryParse(EntityIds.Device(name), out _) || await stored.ReadAsync(tenant, EntityIds.Device(name), cancel) is not { } device)
                continue;
            if (DevEui.Read(Stored.Text(device, "devEUI")) is not { } other || other == told.DevEui)
                found.Add(device);
            else if (name == told.DevEui)
                throw Conflict($"the device {name} has another EUI");
        }
        return found;
    }

    private static bool IsRegistered(JsonElement device) => Stored.Text(device, "deviceState") != DeviceStates.Pending;

    /// <summary>What a device is called; the ids of its sensors are made of that.</summary>
    private static string NameOf(JsonElement device, LoRaWanEvent told) =>
        device.GetProperty("id").GetString() is { } id && EntityIds.DeviceOf(id) is { } name && EntityIds.Device(name) == id
            ? name : throw Conflict($"the device with the EUI {told.DevEui} has an id that is none of a device which was registered");

    private static NgsiLdException Conflict(string detail) => new(NgsiLdErrors.Conflict(detail));
}
