using System.Text.Json.Nodes;

namespace Waziup.Server.Tests.Devices;

/// <summary>Devices are registered with all their parts, and what they send over HTTP is stored.</summary>
public sealed class DeviceTests
{
    const string Temperature = "urn:ngsi-ld:DeviceMeasurement:pump%207:t";

    [Fact]
    public async Task One_document_makes_a_device_with_its_parts()
    {
        using var folder = new TestFolder();
        await using var server = await ServerProcess.StartAsync(folder, "--data", folder.File("data"));

        var (status, body) = await server.RegisterAsync();
        var (again, problem) = await server.RegisterAsync();

        Assert.Equal(201, status);
        Assert.Equal(
            """["urn:ngsi-ld:DeviceMeasurement:pump%207:t","urn:ngsi-ld:DeviceMeasurement:pump%207:level","urn:ngsi-ld:Actuator:pump%207:valve"]""",
            JsonNode.Parse(body)!["parts"]!.ToJsonString());
        Assert.False((bool)JsonNode.Parse(body)!["wasPending"]!);
        Assert.Equal("[-1.62,6.69]", (await server.EntityAsync(Temperature))["location"]!["value"]!["coordinates"]!.ToJsonString());
        Assert.Equal(409, again);
        Assert.Contains("urn:ngsi-ld:Device:pump%207 already exists", problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_wrong_with_a_document_is_told_with_its_place_and_nothing_is_made()
    {
        using var folder = new TestFolder();
        await using var server = await ServerProcess.StartAsync(folder, "--data", folder.File("data"));

        var (status, body) = await server.RegisterAsync("""{"id":"d","devEUI":"xyz","sensors":[{"id":"t"},{"id":"t"}],"appKey":"00"}""");

        Assert.Equal(400, status);
        Assert.All(["/devEUI: ", "/sensors/1/id: ", "/appKey: "], place => Assert.Contains(place, body, StringComparison.Ordinal));
        Assert.Equal("[]", (await server.GetAsync("/ngsi-ld/v1/entities?type=Device,DeviceMeasurement")).Body);
    }

    [Fact]
    public async Task A_part_that_is_there_already_keeps_all_of_the_device_from_being_made()
    {
        using var folder = new TestFolder();
        await using var server = await ServerProcess.StartAsync(folder, "--data", folder.File("data"));
        var other = await server.SendAsync(HttpMethod.Post, "/ngsi-ld/v1/entities", """{"id":"urn:ngsi-ld:Actuator:pump%207:valve","type":"Actuator"}""");

        var (status, body) = await server.RegisterAsync();

        Assert.Equal((201, 409), (other.Status, status));
        Assert.Contains("urn:ngsi-ld:Actuator:pump%207:valve already exists", body, StringComparison.Ordinal);
        Assert.Equal("[]", (await server.GetAsync("/ngsi-ld/v1/entities?type=Device,DeviceMeasurement")).Body);
    }

    [Fact]
    public async Task Readings_become_the_present_and_the_past_of_sensors_and_outlive_a_kill()
    {
        using var folder = new TestFolder();
        await using (var server = await ServerProcess.StartAsync(folder, "--data", folder.File("data")))
        {
            await server.RegisterAsync();
            var first = await server.TellAsync("pump%207", """{"t":[{"value":21.50,"time":"2026-01-31T12:00:00Z"},{"value":20.5,"time":"2026-01-31T11:00:00Z"}],"level":1.5,"door":true}""");
            var late = await server.TellAsync("pump%207/sensors/t", """{"value":19,"time":"2026-01-31T10:00:00Z"}""");
            var text = await server.TellAsync("pump%207/sensors/note", "\"dry\"");
            Assert.Equal((204, 204, 204), (first.Status, late.Status, text.Status));
            server.Signal("KILL");
            await server.EndAsync();
        }

        await using var again = await ServerProcess.StartAsync(folder, "--data", folder.File("data"));
        var now = (await again.EntityAsync(Temperature))["numValue"]!;
        Assert.Equal("""21.50 CEL 2026-01-31T12:00:00Z""", $"{now["value"]!.ToJsonString()} {now["unitCode"]} {now["observedAt"]}");
        Assert.Equal("DateTime", (string?)now["receivedAt"]!["value"]!["@type"]);
        Assert.Equal("""[[19,"2026-01-31T10:00:00Z"],[20.5,"2026-01-31T11:00:00Z"],[21.50,"2026-01-31T12:00:00Z"]]""", await again.PastAsync(Temperature, "numValue"));
        var level = (await again.EntityAsync("urn:ngsi-ld:DeviceMeasurement:pump%207:level"))["numValue"]!;
        Assert.Equal(("MTR", "gateway"), ((string?)level["unitCode"], (string?)level["timeSource"]!["value"]));
        var door = await again.EntityAsync("urn:ngsi-ld:DeviceMeasurement:pump%207:door", "?format=simplified");
        Assert.Equal(("true", "urn:ngsi-ld:Device:pump%207"), (door["textValue"]!.ToJsonString(), (string?)door["refDevice"]));
        Assert.Equal("[-1.62,6.69]", door["location"]!["coordinates"]!.ToJsonString());
        Assert.Equal("dry", (string?)(await again.EntityAsync("urn:ngsi-ld:DeviceMeasurement:pump%207:note", "?format=simplified"))["textValue"]);
    }

    [Fact]
    public async Task Each_codec_is_found_by_its_media_type_or_by_what_the_device_names()
    {
        using var folder = new TestFolder();
        await using var server = await ServerProcess.StartAsync(folder, "--data", folder.File("data"));
        await server.RegisterAsync("""{"id":"d","codec":"lpp"}""");
        byte[] lpp = [3, 0x67, 1, 0x10];

        var senml = await server.TellAsync("d", """[{"bn":"","n":"h","u":"%RH","v":61}]"""u8.ToArray(), "application/senml+json; charset=utf-8");
        var cbor = await server.TellAsync("d", [0x81, 0xa2, 0x00, 0x61, (byte)'c', 0x02, 0x18, 42], "application/senml+cbor");
        var xlpp = await server.TellAsync("d", [5, 0x68, 0x50], "application/x-xlpp");
        var named = await server.TellAsync("d", lpp, "application/octet-stream");
        var unnamed = await server.TellAsync("e", lpp, "application/octet-stream");
        var unknown = await server.TellAsync("d", lpp, "image/png");
        var broken = await server.TellAsync("d", [3, 0x67, 1, 0x10, 4, 0x67], "application/octet-stream");

        Assert.Equal((204, 204), (cbor.Status, xlpp.Status));
        Assert.Equal("42", (await server.EntityAsync("urn:ngsi-ld:DeviceMeasurement:d:c"))["numValue"]!["value"]!.ToJsonString());
        Assert.Equal((204, 204, 415, 415, 400), (senml.Status, named.Status, unnamed.Status, unknown.Status, broken.Status));
        var humidity = (await server.EntityAsync("urn:ngsi-ld:DeviceMeasurement:d:h"))["numValue"]!;
        Assert.Equal(("61", "P1"), (humidity["value"]!.ToJsonString(), (string?)humidity["unitCode"]));
        var (_, sensors) = await server.GetAsync("/ngsi-ld/v1/entities?type=DeviceMeasurement&q=controlledProperty==%22temperature%22");
        Assert.Equal("27.2", Assert.Single(JsonNode.Parse(sensors)!.AsArray())!["numValue"]!["value"]!.ToJsonString());
        Assert.Contains("application/senml+cbor", unknown.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("d", "21.5")]
    [InlineData("d", "[1,2]")]
    [InlineData("d", """{"":1}""")]
    [InlineData("d", """{"t":{"value":1,"time":12}}""")]
    [InlineData("d", "{")]
    [InlineData("d", """{"\ud800":1}""")]
    [InlineData("d", """{"t":"\ud800"}""")]
    [InlineData("", """{"t":1}""")]
    [InlineData("d/sensors/", "1")]
    [InlineData("d/sensors/t", "{")]
    [InlineData("d/sensors/t", "\"\\udc00\"")]
    public async Task What_cannot_be_read_changes_nothing(string path, string payload)
    {
        using var folder = new TestFolder();
        await using var server = await ServerProcess.StartAsync(folder, "--data", folder.File("data"));
        await server.RegisterAsync("""{"id":"d","sensors":[{"id":"t"}]}""");

        var (status, body) = await server.TellAsync(path, payload);

        Assert.True(status is 400 or 404, $"{status} {body}");
        Assert.NotEmpty((string?)JsonNode.Parse(body)!["detail"] ?? "");
        Assert.Single(JsonNode.Parse((await server.GetAsync("/ngsi-ld/v1/entities?type=DeviceMeasurement")).Body)!.AsArray());
        Assert.Null((await server.EntityAsync("urn:ngsi-ld:DeviceMeasurement:d:t"))["numValue"]);
        Assert.DoesNotContain("error", server.Output, StringComparison.Ordinal);
    }
}
