using System.Net.Http.Headers;
using System.Text.Json.Nodes;

namespace Waziup.Server.Tests.Devices;

/// <summary>Short ways to send what devices send.</summary>
static class Board
{
    public const string Root = "/iot/v1";

    public const string Registration = """
        {"id":"pump 7","name":"Pump","location":{"lon":-1.62,"lat":6.69},"sensors":[
          {"id":"t","quantityKind":"AirTemperature","unitCode":"CEL"},{"id":"level","quantityKind":"WaterLevel","unit":"m"}],
         "actuators":[{"id":"valve","actuatorKind":"Valve","valueType":"bool"}]}
        """;

    public static Task<(int Status, string Body)> RegisterAsync(this ServerProcess server, string registration = Registration) =>
        server.SendAsync(HttpMethod.Post, $"{Root}/devices", registration);

    /// <summary>Sends a payload.</summary>
    public static Task<(int Status, string Body)> TellAsync(this ServerProcess server, string path, byte[] payload, string type, string? key = null) =>
        server.SendAsync(HttpMethod.Post, $"{Root}/devices/{path}", "", request =>
        {
            request.Content = new ByteArrayContent(payload);
            request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
            if (key is not null)
                request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {key}");
        });

    public static Task<(int Status, string Body)> TellAsync(this ServerProcess server, string path, string json, string? key = null) =>
        server.TellAsync(path, System.Text.Encoding.UTF8.GetBytes(json), "application/json", key);

    /// <summary>The entity with an id; insists that it is there.</summary>
    public static async Task<JsonNode> EntityAsync(this ServerProcess server, string id, string query = "")
    {
        var (status, body) = await server.GetAsync($"/ngsi-ld/v1/entities/{Uri.EscapeDataString(id)}{query}");
        Assert.True(status == 200, $"{id}: {status} {body}");
        return JsonNode.Parse(body)!;
    }

    /// <summary>The past of an attribute as values and times.</summary>
    public static async Task<string> PastAsync(this ServerProcess server, string id, string attribute)
    {
        var (status, body) = await server.GetAsync($"/ngsi-ld/v1/temporal/entities/{Uri.EscapeDataString(id)}?attrs={attribute}&timeproperty=observedAt&options=temporalValues");
        Assert.True(status == 200, $"{id}: {status} {body}");
        return JsonNode.Parse(body)![attribute]!["values"]!.ToJsonString();
    }
}
