using System.Text.Json.Nodes;

namespace Waziup.Server.Tests.Devices;

/// <summary>Pipelines make clean values of what devices send, and what was received stays beside them.</summary>
public sealed class PipelineTests
{
    const string Sensor = "urn:ngsi-ld:DeviceMeasurement:d:t";
    const string Pipeline = """{"selector":{"quantityKind":"AirTemperature"},"steps":[{"op":"grossRange","failMin":-20,"failMax":60},{"op":"convertUnit","from":"CEL","to":"FAH"}]}""";

    [Fact]
    public async Task Clean_values_are_shown_with_their_quality_and_raw_ones_for_who_asks_also_after_a_kill()
    {
        using var folder = new TestFolder();
        await using (var server = await ServerProcess.StartAsync(folder, "--data", folder.File("data")))
        {
            var made = await server.SendAsync(HttpMethod.Put, $"{Board.Root}/pipelines/clean", Pipeline);
            var again = await server.SendAsync(HttpMethod.Put, $"{Board.Root}/pipelines/clean", Pipeline);
            Assert.Equal((201, 204), (made.Status, again.Status));
            await server.RegisterAsync("""{"id":"d","sensors":[{"id":"t","quantityKind":"AirTemperature","unitCode":"CEL"}]}""");
            Assert.Equal(204, (await server.TellAsync("d", """{"t":[{"value":100,"time":"2026-01-31T12:00:00Z"},{"value":20,"time":"2026-01-31T12:10:00Z"}]}""")).Status);
            server.Signal("KILL");
            await server.EndAsync();
        }

        await using var next = await ServerProcess.StartAsync(folder, "--data", folder.File("data"));
        Assert.Equal(204, (await next.TellAsync("d", """{"t":{"value":10,"time":"2026-01-31T12:20:00Z"}}""")).Status);
        var clean = (await next.EntityAsync(Sensor, "?datasetId=@none"))["numValue"]!;
        var raw = (await next.EntityAsync(Sensor, "?datasetId=urn:ngsi-ld:Dataset:raw"))["numValue"]!;
        Assert.Equal(("50", "FAH", "1", "10", "convertUnit"), (clean["value"]!.ToJsonString(), (string?)clean["unitCode"], clean["quality"]!["value"]!.ToJsonString(), clean["rawValue"]!["value"]!.ToJsonString(), (string?)clean["method"]!["value"]));
        Assert.Equal(("10", "CEL"), (raw["value"]!.ToJsonString(), (string?)raw["unitCode"]));
        var (_, past) = await next.GetAsync($"/ngsi-ld/v1/temporal/entities/{Sensor}?attrs=numValue&datasetId=@none");
        Assert.Equal("212/4 68/1 50/1", string.Join(' ', JsonNode.Parse(past)!["numValue"]!.AsArray().Select(one => $"{one!["value"]}/{one["quality"]!["value"]}")));
    }

    [Fact]
    public async Task A_pipeline_is_replayed_over_what_came_before_it()
    {
        using var folder = new TestFolder();
        await using var server = await ServerProcess.StartAsync(folder, "--data", folder.File("data"));
        await server.RegisterAsync("""{"id":"d","sensors":[{"id":"t","quantityKind":"AirTemperature","unitCode":"CEL"}]}""");
        await server.TellAsync("d", """{"t":[{"value":10,"time":"2026-01-31T12:00:00Z"},{"value":20,"time":"2026-01-31T12:10:00Z"}]}""");
        await server.SendAsync(HttpMethod.Put, $"{Board.Root}/pipelines/clean", Pipeline);

        var wrong = await server.SendAsync(HttpMethod.Post, $"{Board.Root}/devices/d/sensors/t/replays", """{"from":"yesterday"}""");
        var unknown = await server.SendAsync(HttpMethod.Post, $"{Board.Root}/devices/d/sensors/u/replays", """{"from":"2026-01-31T00:00:00Z"}""");
        var replay = await server.SendAsync(HttpMethod.Post, $"{Board.Root}/devices/d/sensors/t/replays", """{"from":"2026-01-31T00:00:00Z"}""");

        Assert.Equal((400, 404), (wrong.Status, unknown.Status));
        Assert.Equal((200, """{"read":2,"written":2,"removed":0}"""), replay);
        Assert.Equal("68", (await server.EntityAsync(Sensor, "?datasetId=@none"))["numValue"]!["value"]!.ToJsonString());
    }

    [Fact]
    public async Task Steps_are_tried_without_storing_anything()
    {
        using var folder = new TestFolder();
        await using var server = await ServerProcess.StartAsync(folder, "--data", folder.File("data"));

        var (status, body) = await server.SendAsync(HttpMethod.Post, $"{Board.Root}/dry-runs",
            """{"unitCode":"CEL","steps":[{"op":"grossRange","failMin":0,"failMax":60,"action":"drop"},{"op":"convertUnit","from":"CEL","to":"FAH"}],"readings":[{"value":20,"time":"2026-01-31T12:00:00Z"},{"value":99,"time":"2026-01-31T12:01:00Z"},7]}""");

        Assert.True(status == 200, body);
        var tried = JsonNode.Parse(body)!;
        Assert.Equal("""[{"time":"2026-01-31T12:00:00Z","value":68,"quality":1,"unitCode":"FAH","method":"convertUnit","rawValue":20}]""", tried["outputs"]!.ToJsonString());
        Assert.Equal("""{"op":"grossRange","in":2,"out":1,"dropped":1,"flagged":1,"errors":0}""", tried["steps"]![0]!.ToJsonString());
        Assert.Equal("1", tried["untimed"]!.ToJsonString());
        Assert.Equal("[]", (await server.GetAsync("/ngsi-ld/v1/types")).Body is var types ? JsonNode.Parse(types)!["typeList"]!.ToJsonString() : "");
    }

    [Theory]
    [InlineData("PUT", "pipelines/p", """{"selector":{},"steps":[{"op":"grossRange"}]}""", "/steps/0")]
    [InlineData("PUT", "pipelines/p", "[]", "object")]
    [InlineData("POST", "dry-runs", """{"steps":[],"readings":5}""", "/readings: ")]
    [InlineData("POST", "dry-runs", """{"steps":[],"readings":[{"value":1,"time":3}]}""", "/readings: ")]
    [InlineData("POST", "dry-runs", """{"readings":[]}""", "/steps: ")]
    [InlineData("POST", "dry-runs", "3", "object")]
    public async Task What_is_wrong_is_told_with_its_place(string method, string path, string body, string told)
    {
        using var folder = new TestFolder();
        await using var server = await ServerProcess.StartAsync(folder, "--data", folder.File("data"));

        var answer = await server.SendAsync(new HttpMethod(method), $"{Board.Root}/{path}", body);

        Assert.Equal(400, answer.Status);
        Assert.Contains(told, (string?)JsonNode.Parse(answer.Body)!["detail"] ?? "", StringComparison.Ordinal);
    }
}
