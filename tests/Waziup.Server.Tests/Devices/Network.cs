using System.Text.Json.Nodes;

namespace Waziup.Server.Tests.Devices;

/// <summary>Short ways to send what network servers send, in the form that their documentation shows.</summary>
static class Network
{
    public const string Eui = "0101010101010abc";

    /// <summary>An uplink of ChirpStack: temperature 27.2 on channel 3 in Cayenne LPP, unless told otherwise.</summary>
    public static string ChirpStackUplink(int counter = 10, string time = "2026-01-31T12:00:00.775023242+00:00", string data = "A2cBEA==", string more = "", string eui = "0101010101010ABC") => ChirpStack($$"""
        "deduplicationId":"3ac7e3c4","time":"{{time}}","devAddr":"00189440","dr":1,"fCnt":{{counter}},"fPort":2,"data":"{{data}}",{{more}}
        "rxInfo":[{"gatewayId":"0016c001f153a14c","rssi":-36,"snr":4.5},{"gatewayId":"0016c001f153a14d","rssi":-99,"snr":10.5}],"txInfo":{"frequency":867100000}
        """, eui);

    /// <summary>A message of ChirpStack.</summary>
    public static string ChirpStack(string members, string eui = "0101010101010ABC") => $$"""
        {"deviceInfo":{"tenantId":"52f14cd4","applicationName":"Farm","deviceName":"Node","devEui":"{{eui}}","tags":{"k":"v"} },{{members}} }
        """;

    /// <summary>A message of The Things Stack.</summary>
    public static string TheThingsStack(string members, string receivedAt = "2026-01-31T12:00:01Z") => $$"""
        {"end_device_ids":{"device_id":"dev1","application_ids":{"application_id":"app1"},"dev_eui":"0101010101010ABC","dev_addr":"00BCB929"},
         "correlation_ids":["as:up:01E0"],"received_at":"{{receivedAt}}",{{members}} }
        """;

    public static Task<(int Status, string Body)> ChirpStackAsync(this ServerProcess server, string message, string name = "up", string? key = null) =>
        server.EventAsync($"chirpstack?event={name}", message, key);

    public static Task<(int Status, string Body)> TheThingsStackAsync(this ServerProcess server, string message) => server.EventAsync("the-things-stack", message);

    public static Task<(int Status, string Body)> EventAsync(this ServerProcess server, string path, string message, string? key = null) =>
        server.SendAsync(HttpMethod.Post, $"{Board.Root}/lorawan/{path}", message, request =>
        {
            if (key is not null)
                request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {key}");
        });

    /// <summary>The value of an attribute of a device, its unit where it has one, and when it was so.</summary>
    public static string Told(this JsonNode entity, string attribute) =>
        entity[attribute] is { } told ? $"{told["value"]!.ToJsonString()} {told["unitCode"]} @{told["observedAt"]}".Replace("  ", " ", StringComparison.Ordinal) : "";

    public static async Task<string> EntitiesAsync(this ServerProcess server) =>
        (await server.GetAsync("/ngsi-ld/v1/entities?type=Device,DeviceMeasurement&options=sysAttrs")).Body;
}
