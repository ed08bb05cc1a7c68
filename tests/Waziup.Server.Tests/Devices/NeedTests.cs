using System.Text.Json.Nodes;

namespace Waziup.Server.Tests.Devices;

/// <summary>Sensors are found by what they measure.</summary>
public sealed class NeedTests
{
    [Fact]
    public async Task Those_that_fit_are_told_the_nearest_first_with_their_units()
    {
        using var folder = new TestFolder();
        await using var server = await ServerProcess.StartAsync(folder, "--data", folder.File("data"));
        for (var i = 0; i < 3; i++)
        {
            await server.RegisterAsync($$"""{"id":"n{{i}}","location":{"lon":{{i}},"lat":0},"sensors":[{"id":"t","quantityKind":"AirTemperature","unitCode":"CEL"},{"id":"h","quantityKind":"RelativeHumidity","unitCode":"P1"}]}""");
            await server.TellAsync($"n{i}", """{"t":20}""");
        }

        var (status, body) = await server.SendAsync(HttpMethod.Post, $"{Board.Root}/needs",
            """{"quantityKind":"AirTemperature","unitCode":"FAH","near":{"lon":2,"lat":0,"maxDistance":120000},"fresh":"PT1H","min":2}""");

        Assert.True(status == 200, body);
        var found = JsonNode.Parse(body)!;
        Assert.Equal(("true", "2"), (found["enough"]!.ToJsonString(), found["found"]!.ToJsonString()));
        var near = found["sensors"]![0]!;
        Assert.Equal(("urn:ngsi-ld:DeviceMeasurement:n2:t", "urn:ngsi-ld:Device:n2", "CEL"), ((string?)near["id"], (string?)near["device"], (string?)near["unitCode"]));
        Assert.Equal(32, (double)near["conversion"]!["offset"]!);
        Assert.Equal("1.8", near["conversion"]!["factor"]!.ToJsonString());
        Assert.Equal("urn:ngsi-ld:DeviceMeasurement:n1:t", (string?)found["sensors"]![1]!["id"]);
    }

    [Theory]
    [InlineData("""{"min":0}""")]
    [InlineData("""{"fresh":"soon"}""")]
    [InlineData("[]")]
    [InlineData("{")]
    public async Task A_need_that_says_nothing_sensible_is_refused(string need)
    {
        using var folder = new TestFolder();
        await using var server = await ServerProcess.StartAsync(folder, "--data", folder.File("data"));

        var (status, body) = await server.SendAsync(HttpMethod.Post, $"{Board.Root}/needs", need);

        Assert.Equal(400, status);
        Assert.NotEmpty((string?)JsonNode.Parse(body)!["detail"] ?? "");
    }
}
