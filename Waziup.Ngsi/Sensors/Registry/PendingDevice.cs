using System.Text.Json;
using System.Text.Json.Nodes;
using Waziup.Ngsi.Json;

namespace Waziup.Ngsi.Sensors.Registry;

/// <summary>A device that sent something before anybody registered it: an entity that waits for an approval.</summary>
/// <remarks>It has no sensors, so nothing finds it but who looks for <c>deviceState=="pending"</c>, and it is as private as can be.</remarks>
public static class PendingDevice
{
    private const int MaxReadings = 100;
    private const int MaxPayload = 256;
    private const int MaxValue = 64;

    /// <summary>The entity of a device that was heard.</summary>
    public static JsonObject Of(string device, Heard heard)
    {
        var at = heard.At.ToString();
        var entity = new JsonObject { ["id"] = EntityIds.Device(device), ["type"] = "Device" };
        entity.Text("alternateName", EntityIds.IsPlain(device) ? null : device);
        entity.Text("deviceState", DeviceStates.Pending);
        entity.Text("visibility", "private");
        entity.Link("owner", heard.Owner is null ? [] : [heard.Owner]);
        entity.Link("hostedBy", heard.HostedBy is null ? [] : [EntityIds.OfNamed("Gateway", heard.HostedBy)]);
        entity.List("supportedProtocol", heard.Protocol is null ? [] : [heard.Protocol]);
        entity.Text("devEUI", DevEui.Read(heard.DevEui));
        entity.Number("rssi", heard.Rssi, "DBM", at);
        entity.Number("snr", heard.Snr, "2N", at);
        entity.Time("dateLastValueReported", at);
        entity["heard"] = new JsonObject { ["type"] = "JsonProperty", ["json"] = Content(heard, at) };
        return entity;
    }

    /// <summary>A document to register a pending device with, made of what was heard: for somebody to look over, correct and send.</summary>
    /// <param name="entity">The pending device, normalized.</param>
    public static JsonObject Draft(JsonElement entity)
    {
        var draft = new JsonObject { ["id"] = Stored.Text(entity, "alternateName") ?? EntityIds.DeviceOf(entity.GetProperty("id").GetString()!) };
        foreach (var member in new[] { "hostedBy", "owner", "devEUI" })
        {
            if ((Stored.Link(entity, member) ?? Stored.Text(entity, member)) is { } text)
                draft[member] = text;
        }
        if (Stored.Value(entity, "supportedProtocol") is { } protocols)
            draft["supportedProtocol"] = JsonNode.Parse(protocols.GetRawText());
        draft["sensors"] = new JsonArray([.. Stored.Readings(entity).Select(Sensor)]);
        return draft;
    }

    /// <summary>When a pending device was heard last; none where that is not told.</summary>
    /// <param name="entity">The pending device, normalized.</param>
    internal static Instant HeardAt(JsonElement entity) =>
        Stored.Value(entity, "heard", "json") is { } heard && Instant.TryParse(Stored.Word(heard, "at") ?? "", out var at) ? at : Instant.None;

    /// <summary>What an approval changes.</summary>
    /// <param name="entity">The pending device, normalized.</param>
    /// <param name="registration">What it was registered as; without problems.</param>
    /// <returns>Null where the registration is of another device, or the device does not wait for one.</returns>
    public static DeviceApproval? Approve(JsonElement entity, DeviceRegistration registration)
    {
        if (!registration.Problems.IsEmpty || Stored.Text(entity, "deviceState") != DeviceStates.Pending)
            return null;
        if (entity.GetProperty("id").GetString() != EntityIds.Device(registration.Device))
            return null;
        var entities = registration.Entities.ToList();
        var device = entities[0];
        device.Remove("id");
        device.Remove("type");
        device["heard"] = "urn:ngsi-ld:null";
        return new DeviceApproval(EntityIds.Device(registration.Device), device, [.. entities.Skip(1)]);
    }

    private static JsonObject Content(Heard heard, string at)
    {
        var content = new JsonObject { ["at"] = at, ["readings"] = new JsonArray([.. heard.Readings.DistinctBy(reading => reading.Sensor).Take(MaxReadings).Select(Content)]) };
        if (heard.Payload.Length > 0)
            content["payload"] = Convert.ToBase64String(heard.Payload.Span[..Math.Min(MaxPayload, heard.Payload.Length)]);
        return content;
    }

    private static JsonObject Content(Reading reading)
    {
        var content = new JsonObject { ["sensor"] = reading.Sensor };
        if (reading.Value.GetRawText() is { Length: <= MaxValue } value)
            content["value"] = JsonNode.Parse(value);
        if (reading.Quantity is { } quantity)
            content["quantityKind"] = quantity;
        if (reading.UnitCode is { } code)
            content["unitCode"] = code;
        return content;
    }

    private static JsonObject Sensor(JsonElement reading)
    {
        var sensor = new JsonObject { ["id"] = Stored.Word(reading, "sensor") };
        foreach (var member in new[] { "quantityKind", "unitCode" })
        {
            if (Stored.Word(reading, member) is { } text)
                sensor[member] = text;
        }
        return sensor;
    }
}
