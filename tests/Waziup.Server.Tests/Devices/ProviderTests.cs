using System.Text.Json.Nodes;
using Waziup.Ngsi.Sensors.Tests.Providers;
using static Waziup.Server.Tests.Identity.Guarded;

namespace Waziup.Server.Tests.Devices;

/// <summary>Sources of data elsewhere are asked, and others bring theirs; both become readings as those of any device.</summary>
public sealed class ProviderTests
{
    const string Weather = """{"hourly":{"time":["2026-01-31T12:00","2026-01-31T13:00"],"temperature_2m":[10,20.5]}}""";
    const string Station = """{"id":"station","sensors":[{"id":"t","quantityKind":"AirTemperature","unitCode":"CEL"}]}""";
    const string Sensor = "urn:ngsi-ld:DeviceMeasurement:station:t";
    const string Provider = "urn:ngsi-ld:Provider:open%20weather";
    const string Place = $"{Board.Root}/providers/open%20weather";

    [Fact]
    public async Task What_a_provider_tells_is_stored_through_the_pipelines_and_what_is_secret_is_nowhere_to_be_read()
    {
        using var folder = new TestFolder();
        await using var source = Source.Start((request, _) => request.Contains("appid=s3cret", StringComparison.Ordinal) && request.Contains("X-Key: hush", StringComparison.Ordinal) ? Source.Answer(Weather, "ETag: \"1\"\r\n") : Source.Answer("", "", "401 Who"));
        await using (var server = await ServerProcess.StartAsync(folder, "--data", folder.File("data")))
        {
            await server.RegisterAsync(Station);
            await server.SendAsync(HttpMethod.Put, $"{Board.Root}/pipelines/fahrenheit", """{"selector":{"quantityKind":"AirTemperature"},"steps":[{"op":"convertUnit","from":"CEL","to":"FAH"}]}""");

            var made = await server.SendAsync(HttpMethod.Put, Place, Form(source));
            await ProviderIsAsync(server, provider => (int?)provider["readings"] == 2);

            Assert.Equal(201, made.Status);
            var clean = (await server.EntityAsync(Sensor, "?datasetId=@none"))["numValue"]!;
            var raw = (await server.EntityAsync(Sensor, "?datasetId=urn:ngsi-ld:Dataset:raw"))["numValue"]!;
            Assert.Equal(("68.9", "FAH", "2026-01-31T13:00:00Z"), (clean["value"]!.ToJsonString(), (string?)clean["unitCode"], (string?)clean["observedAt"]));
            Assert.Equal(("20.5", "CEL"), (raw["value"]!.ToJsonString(), (string?)raw["unitCode"]));
            var (_, shown) = await server.GetAsync("/ngsi-ld/v1/entities?type=Provider&options=sysAttrs");
            var (_, past) = await server.GetAsync($"/ngsi-ld/v1/temporal/entities/{Uri.EscapeDataString(Provider)}");
            Assert.All(["s3cret", "hush"], secret => Assert.All([shown, past, server.Output], text => Assert.DoesNotContain(secret, text, StringComparison.Ordinal)));
            Assert.Contains("appid={key}", shown, StringComparison.Ordinal);
            server.Signal("KILL");
            await server.EndAsync();
        }

        await using var again = await ServerProcess.StartAsync(folder, "--data", folder.File("data"));
        Assert.Equal(204, (await again.SendAsync(HttpMethod.Put, Place, Form(source))).Status);
        await ProviderIsAsync(again, provider => (int?)provider["readings"] == 2);
        // After the kill it was not due: it was put anew.
        Assert.Equal(2, source.Requests.Count);
        Assert.Equal("""[[50,"2026-01-31T12:00:00Z"],[68.9,"2026-01-31T13:00:00Z"]]""", await CleanAsync(again));
        again.Signal("TERM");
        Assert.Equal(0, await again.EndAsync());
    }

    [Fact]
    public async Task A_try_answers_with_the_first_readings_and_stores_nothing()
    {
        using var folder = new TestFolder();
        await using var source = Source.Saying(Weather);
        await using var server = await ServerProcess.StartAsync(folder, "--data", folder.File("data"));
        await server.RegisterAsync(Station);

        var good = await server.SendAsync(HttpMethod.Post, $"{Place}/tries", Form(source));
        var bad = await server.SendAsync(HttpMethod.Post, $"{Place}/tries", Form(source).Replace(source.Url, "http://127.0.0.1:1/data", StringComparison.Ordinal));

        Assert.Equal((200, """{"rows":1,"readings":2,"first":[{"sensor":"t","value":10,"time":"2026-01-31T12:00:00Z"},{"sensor":"t","value":20.5,"time":"2026-01-31T13:00:00Z"}],"leftOut":0}"""), good);
        Assert.Equal(200, bad.Status);
        Assert.StartsWith("""{"rows":0,"readings":0,"first":[],"leftOut":0,"error":""", bad.Body, StringComparison.Ordinal);
        Assert.Equal("[]", (await server.GetAsync("/ngsi-ld/v1/entities?type=Provider")).Body);
        Assert.Null((await server.EntityAsync(Sensor))["numValue"]);
    }

    [Fact]
    public async Task What_is_wrong_with_a_provider_is_told_with_its_place_and_nothing_is_made()
    {
        using var folder = new TestFolder();
        await using var server = await ServerProcess.StartAsync(folder, "--data", folder.File("data"));
        const string wrong = """{"url":"ftp://example.org","device":"d","values":{"t":"$..x"},"every":"PT1S","header":{}}""";

        var put = await server.SendAsync(HttpMethod.Put, Place, wrong);
        var tried = await server.SendAsync(HttpMethod.Post, $"{Place}/tries", wrong);
        var unnamed = await server.SendAsync(HttpMethod.Put, $"{Board.Root}/providers/", wrong);
        var twice = await server.SendAsync(HttpMethod.Put, Place, """{"url":"https://example.org","url":"https://example.com","device":"d","values":{"t":"$"}}""");

        Assert.Equal((400, 400, 404, 400), (put.Status, tried.Status, unnamed.Status, twice.Status));
        Assert.Equal(put.Body, tried.Body);
        Assert.All(["/url: ", "/values/t: ", "(at character 3)", "/every: ", "/header: "], place => Assert.Contains(place, put.Body, StringComparison.Ordinal));
        Assert.Equal("[]", (await server.GetAsync("/ngsi-ld/v1/entities?type=Provider")).Body);
    }

    [Fact]
    public async Task Who_puts_a_provider_needs_the_rights_to_what_it_writes_and_loses_it_with_his_key()
    {
        using var folder = new TestFolder();
        await using var source = Source.Saying(Weather);
        await using var server = await StartAsync(folder);
        var root = await server.BeginAsync();
        await server.AsAsync(root, HttpMethod.Post, $"{Board.Root}/devices", Station);
        var stranger = await server.KeyAsync(root, """{"name":"stranger"}""");
        var owner = await server.KeyAsync(root, """{"name":"owner"}""");
        await server.AllowAsync(root, "urn:waziup:Policy:providers", """{"who":["key:owner"],"rights":["read","create","update","delete"],"entities":{"type":"Provider"},"attributes":{"*":"show","refDevice":"show"}}""");
        var form = Form(source).Replace("PT10M", "PT10S", StringComparison.Ordinal);

        Assert.Equal(403, (await server.AsAsync(stranger, HttpMethod.Put, Place, form)).Status);
        Assert.Equal(403, (await server.AsAsync(stranger, HttpMethod.Post, $"{Place}/tries", form)).Status);
        Assert.Equal(401, (await server.SendAsync(HttpMethod.Post, $"{Place}/tries", form)).Status);
        Assert.Empty(source.Requests);
        Assert.Equal(201, (await server.AsAsync(owner, HttpMethod.Put, $"{Board.Root}/providers/early", form)).Status);
        await ProviderIsAsync(server, provider => (int?)provider["failures"] == 1, root, "urn:ngsi-ld:Provider:early");
        Assert.Null(JsonNode.Parse((await server.AsAsync(root, HttpMethod.Get, $"{Entities}/{Sensor}")).Body)!["numValue"]);

        await server.AllowAsync(root, "urn:waziup:Policy:station", OfStation.Replace("key:weather", "key:owner", StringComparison.Ordinal));
        var put = await server.AsAsync(owner, HttpMethod.Put, Place, form);
        Assert.True(put.Status == 201, put.Body);
        await ProviderIsAsync(server, provider => (int?)provider["readings"] == 2, root);
        Assert.Equal(204, (await server.AsAsync(root, HttpMethod.Delete, "/access/keys/owner")).Status);
        await ProviderIsAsync(server, provider => (int?)provider["failures"] == 1, root);
        Assert.Equal(2, (int?)(await ShownAsync(server, root))["readings"]);
    }

    const string OfStation = """
        {"who":["key:weather"],"rights":["read","update"],"entities":{"type":"DeviceMeasurement","q":"refDevice==\"urn:ngsi-ld:Device:station\""},"attributes":{"numValue":"show","textValue":"show"}}
        """;

    [Fact]
    public async Task A_provider_who_brings_his_data_with_a_key_writes_the_sensors_of_his_device_and_nothing_else()
    {
        using var folder = new TestFolder();
        await using var server = await StartAsync(folder);
        var root = await server.BeginAsync();
        await server.AsAsync(root, HttpMethod.Post, $"{Board.Root}/devices", Station);
        await server.AsAsync(root, HttpMethod.Post, $"{Board.Root}/devices", Station.Replace("station", "other", StringComparison.Ordinal));
        var key = await server.KeyAsync(root, """{"name":"weather"}""");
        await server.AllowAsync(root, "urn:waziup:Policy:weather", OfStation);
        const string readings = """{"t":[{"value":10,"time":"2026-01-31T12:00:00Z"},{"value":20.5,"time":"2026-01-31T13:00:00Z"}]}""";

        Assert.Equal(204, (await server.TellAsync("station", readings, key)).Status);
        Assert.Equal(204, (await server.TellAsync("station", readings, key)).Status);
        Assert.Equal(204, (await server.TellAsync("station/sensors/t", """{"value":21,"time":"2026-01-31T14:00:00Z"}""", key)).Status);
        var before = await AllAsync();
        (HttpMethod Method, string Path, string? Body)[] others =
        [
            (HttpMethod.Post, $"{Board.Root}/devices/other", readings),
            (HttpMethod.Post, $"{Board.Root}/devices/station", """{"new":1}"""),
            (HttpMethod.Post, $"{Board.Root}/devices", """{"id":"mine","sensors":[{"id":"t"}]}"""),
            (HttpMethod.Get, $"{Board.Root}/devices/station/draft", null),
            (HttpMethod.Put, $"{Board.Root}/pipelines/p", """{"selector":{},"steps":[]}"""),
            (HttpMethod.Put, Place, """{"url":"https://example.org","device":"station","values":{"t":"$"}}"""),
            (HttpMethod.Post, Entities, ServerProcess.Entity("urn:p:1")),
            (HttpMethod.Patch, $"{Entities}/{Sensor}/attrs", """{"unit":{"type":"Property","value":"x"}}"""),
            (HttpMethod.Delete, $"{Entities}/{Sensor}", null),
            (HttpMethod.Get, $"{Entities}/urn:ngsi-ld:DeviceMeasurement:other:t", null),
            (HttpMethod.Get, $"{Entities}/urn:ngsi-ld:Device:station", null),
            (HttpMethod.Get, $"/ngsi-ld/v1/temporal/entities/{Sensor}", null),
            (HttpMethod.Get, "/access/keys", null),
        ];
        foreach (var (method, path, body) in others)
        {
            var (status, answer) = await server.AsAsync(key, method, path, body);
            Assert.True(status is 403 or 404 or 207, $"{method} {path}: {status} {answer}");
        }

        Assert.Equal(before, await AllAsync());
        Assert.Equal(["@context", "id", "numValue", "type"], JsonNode.Parse((await server.AsAsync(key, HttpMethod.Get, $"{Entities}/{Sensor}", null, ("Accept", "application/ld+json"))).Body)!.AsObject().Select(member => member.Key).Order(StringComparer.Ordinal));
        Assert.Contains("\"value\":21,", before, StringComparison.Ordinal);

        async Task<string> AllAsync() => (await server.AsAsync(root, HttpMethod.Get, $"{Entities}?local=true&options=sysAttrs")).Body;
    }

    static string Form(Source source) => $$"""
        {"url":"{{source.Url}}?appid={key}","secrets":{"key":"s3cret"},"headers":{"X-Key":"hush"},"every":"PT10M","device":"station",
         "rows":"$.hourly","values":{"t":"$.temperature_2m[*]"},"time":{"path":"$.time[*]","as":"isoUtc"} }
        """;

    static async Task<string> CleanAsync(ServerProcess server)
    {
        var (_, past) = await server.GetAsync($"/ngsi-ld/v1/temporal/entities/{Sensor}?attrs=numValue&datasetId=@none&timeproperty=observedAt&options=temporalValues");
        return JsonNode.Parse(past)!["numValue"]!["values"]!.ToJsonString();
    }

    static async Task<JsonNode> ShownAsync(ServerProcess server, string? key, string id = Provider)
    {
        var path = $"{Entities}/{Uri.EscapeDataString(id)}?format=simplified";
        return JsonNode.Parse((key is null ? await server.GetAsync(path) : await server.AsAsync(key, HttpMethod.Get, path)).Body)!;
    }

    static async Task ProviderIsAsync(ServerProcess server, Predicate<JsonNode> isSo, string? key = null, string id = Provider)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(60));
        while (!isSo(await ShownAsync(server, key, id)))
            await Task.Delay(50, limit.Token);
    }
}
