namespace Waziup.Server.Tests.Devices;

/// <summary>The past of a sensor is written as a table.</summary>
public sealed class ExportTests
{
    [Fact]
    public async Task Raw_and_clean_values_are_written_from_whichever_parts_the_broker_answers_with()
    {
        using var folder = new TestFolder();
        await using var server = await ServerProcess.StartAsync(folder, "--data", folder.File("data"), "--temporal-limit", "7");
        await server.SendAsync(HttpMethod.Put, $"{Board.Root}/pipelines/p", """{"selector":{},"steps":[{"op":"grossRange","failMin":0,"failMax":20,"action":"drop"}]}""");
        await server.RegisterAsync("""{"id":"d","sensors":[{"id":"t"}]}""");
        await server.TellAsync("d", $$"""{"t":[{{string.Join(',', Enumerable.Range(0, 30).Select(i => $$"""{"value":{{i}},"time":"2026-01-31T12:{{i:00}}:00.5Z"}"""))}},{"value":"a \"b\"","time":"2026-01-31T13:00:00Z"}]}""");
        string[] ask = ["export", "urn:ngsi-ld:DeviceMeasurement:d:t", "--broker", server.Address.ToString()];

        var clean = await Launch.RunAsync(folder, ask);
        var raw = await Launch.RunAsync(folder, [.. ask, "--dataset", "urn:ngsi-ld:Dataset:raw", "--from", "2026-01-31T12:03:00.5Z", "--until", "2026-01-31T12:25:00.5Z"]);
        var texts = await Launch.RunAsync(folder, [.. ask, "--dataset", "urn:ngsi-ld:Dataset:raw", "--attribute", "textValue"]);

        Assert.Equal((0, 0, 0), (clean.Code, raw.Code, texts.Code));
        Assert.Equal(Enumerable.Range(0, 21), Rows(clean.Output).Select(row => int.Parse(row[2], System.Globalization.CultureInfo.InvariantCulture)));
        Assert.Equal("\"2026-01-31T12:00:00.5Z\"", Rows(clean.Output)[0][1]);
        Assert.Equal(Enumerable.Range(3, 22), Rows(raw.Output).Select(row => int.Parse(row[2], System.Globalization.CultureInfo.InvariantCulture)));
        Assert.EndsWith("\"2026-01-31T13:00:00Z\",\"a \"\"b\"\"\"", texts.Output.TrimEnd(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_not_there_and_who_does_not_answer_is_told()
    {
        using var folder = new TestFolder();
        await using var server = await ServerProcess.StartAsync(folder, "--data", folder.File("data"));

        var unknown = await Launch.RunAsync(folder, "export", "urn:ngsi-ld:DeviceMeasurement:d:t", "--broker", server.Address.ToString());
        var nobody = await Launch.RunAsync(folder, "export", "urn:ngsi-ld:DeviceMeasurement:d:t", "--broker", "http://127.0.0.1:1");
        var wrong = await Launch.RunAsync(folder, "export", "--from", "yesterday", "x");
        var none = await Launch.RunAsync(folder, "export");

        Assert.Equal((1, 1, 2, 2), (unknown.Code, nobody.Code, wrong.Code, none.Code));
        Assert.Contains("has no numValue of urn:ngsi-ld:DeviceMeasurement:d:t", unknown.Errors, StringComparison.Ordinal);
        Assert.Contains("127.0.0.1:1", nobody.Errors, StringComparison.Ordinal);
        Assert.Contains("needs the id of a SENSOR", none.Errors, StringComparison.Ordinal);
    }

    static List<string[]> Rows(string output) => [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(line => line.Split(','))];
}
