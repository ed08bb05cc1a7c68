using System.IO.Compression;
using System.Text;
using Waziup.Ngsi.Contract;
using Waziup.Server.Tests;

namespace Waziup.Gateway.Tests.Uplink;

/// <summary>Readings of a real field go through the whole of it: into the gateway as they came there, through a pipeline, up to the cloud, and out of it as a table.</summary>
public sealed class RealReadingsTests
{
    const string Sensor = "urn:ngsi-ld:DeviceMeasurement:probe:t";

    const string Pipeline = """
        {"selector":{"quantityKind":"AirTemperature"},"allowedLateness":"P31D","steps":[
         {"op":"parseNumber"},{"op":"duplicates","keep":"last"},{"op":"grossRange","failMin":0,"failMax":100},{"op":"resample","period":"PT5M","method":"avg"},
         {"op":"interpolate","method":"linear","maxGap":"PT6H"},{"op":"quantise","decimals":2}]}
        """;

    [Fact]
    public async Task The_even_series_of_a_probe_is_retrieved_from_the_cloud_with_one_command()
    {
        var payloads = Payloads("UGB-PILOTS_Sensor80-SH").ToList();
        using var folder = new TestFolder();
        await using var sides = await Sides.StartAsync(folder);
        await SendAsync(sides, HttpMethod.Post, "devices", """{"id":"probe","sensors":[{"id":"t","quantityKind":"AirTemperature","unitCode":"CEL"}]}""");
        await SendAsync(sides, HttpMethod.Put, "pipelines/even", Pipeline);

        foreach (var (index, payload) in payloads.Index())
        {
            await SendAsync(sides, HttpMethod.Post, "devices/probe", payload);
            // The link comes and goes, and so does the power.
            if (index == payloads.Count / 4)
                sides.Connect();
            if (index == payloads.Count / 2)
                await sides.KillGatewayAsync();
            if (index == payloads.Count * 3 / 4)
                await sides.KillCloudAsync();
        }
        await sides.SettleAsync();

        var (here, there) = (await TableAsync(folder, sides.Gateway), await TableAsync(folder, sides.Cloud));
        Assert.Equal("\"timestamp\",\"value\"", there[0]);
        Assert.Equal(here, there);
        Assert.True(there.Count > payloads.Count * 60 / 4, $"{there.Count} values of {payloads.Count} payloads");
        var raw = await TableAsync(folder, sides.Cloud, "--dataset", "urn:ngsi-ld:Dataset:raw");
        Assert.Equal(await TableAsync(folder, sides.Gateway, "--dataset", "urn:ngsi-ld:Dataset:raw"), raw);
        Assert.True(raw.Count > payloads.Count * 40, $"{raw.Count} raw values of {payloads.Count} payloads");
    }

    // When it came is another time on each side, where the broker has made it.
    static async Task<List<string>> TableAsync(TestFolder folder, ServerProcess broker, params string[] more)
    {
        var table = await Launch.RunAsync(folder, ["export", Sensor, "--broker", broker.Address.ToString(), .. more]);
        Assert.Equal((0, ""), (table.Code, table.Errors));
        return [.. table.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line[(line.IndexOf(',', StringComparison.Ordinal) + 1)..].TrimEnd())];
    }

    static async Task SendAsync(Sides sides, HttpMethod method, string path, string body)
    {
        var (status, answer) = await sides.Gateway.SendAsync(method, "/iot/v1/" + path, body);
        Assert.True(status is 201 or 204, $"{path}: {status} {answer}");
    }

    /// <summary>The rows of a file in its order, sixty in a payload.</summary>
    static IEnumerable<string> Payloads(string probe)
    {
        using var file = new StreamReader(new GZipStream(File.OpenRead(TestData.Require("data", "waziup-soil-moisture", "raw", probe + ".csv.gz")), CompressionMode.Decompress), Encoding.UTF8);
        var rows = new List<string>();
        for (var line = file.ReadLine(); (line = file.ReadLine()) is not null;)
        {
            var fields = line.Split(',');
            rows.Add($$"""{"value":{{fields[2]}},"time":{{fields[1]}}}""");
        }
        return rows.Chunk(60).Select(some => $$"""{"t":[{{string.Join(",", some)}}]}""");
    }
}
