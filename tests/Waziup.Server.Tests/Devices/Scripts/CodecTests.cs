using System.Text.Json.Nodes;
using static Waziup.Server.Tests.Identity.Guarded;

namespace Waziup.Server.Tests.Devices.Scripts;

/// <summary>Codecs that are scripts, from their registration to what they make of payloads.</summary>
public sealed class CodecTests
{
    private const string Script = """
        function decodeUplink(input) {
          var b = input.bytes;
          if (b.length < 3) { return { errors: ['too short'] }; }
          if (b[0] === 254) { for (;;) { } }
          var t = b[0] << 8 | b[1];
          return { data: { air: { t: (t > 32767 ? t - 65536 : t) / 10 }, port: input.fPort, open: b[2] === 1 }, warnings: b[2] > 1 ? ['odd door'] : [] };
        }
        function encodeDownlink(input) { return { bytes: [input.data.valve ? 1 : 0], fPort: 9 }; }
        function decodeDownlink(input) { return { data: { valve: input.bytes[0] === 1 } }; }
        """;

    private const string Examples = """
        [{"bytes":"ff9c01","fPort":2,"data":{"air":{"t":-10},"port":2,"open":true}},{"bytes":"00","errors":["too short"]},
         {"bytes":"000102","fPort":2,"data":{"port":2,"open":false,"air":{"t":0.1}},"warnings":["odd door"]},
         {"direction":"downlink","data":{"valve":true},"bytes":"01","fPort":9}]
        """;

    [Fact]
    public async Task A_device_is_read_by_the_script_that_it_names_also_after_a_kill()
    {
        using var folder = new TestFolder();
        await using (var server = await ServerProcess.StartAsync(folder, "--data", folder.File("data")))
        {
            Assert.Equal(201, (await PutAsync(server, "station 1", Script)).Status);
            Assert.Equal((204, ""), await PutAsync(server, "station 1", Script, Examples));
            Assert.Equal(201, (await server.RegisterAsync("""{"id":"d","codec":"station 1","devEUI":"0101010101010abc"}""")).Status);
            Assert.Equal((204, ""), await SendAsync(server, [0xFF, 0x9C, 1]));
            server.Signal("KILL");
            await server.EndAsync();
        }

        await using var next = await ServerProcess.StartAsync(folder, "--data", folder.File("data"));
        Assert.Equal("-10", (await next.EntityAsync("urn:ngsi-ld:DeviceMeasurement:d:air.t"))["numValue"]!["value"]!.ToJsonString());
        Assert.Equal("true", (await next.EntityAsync("urn:ngsi-ld:DeviceMeasurement:d:open"))["textValue"]!["value"]!.ToJsonString());
        Assert.Equal((204, ""), await SendAsync(next, [0, 25, 0], "?fPort=7"));
        Assert.Equal("7", (await next.EntityAsync("urn:ngsi-ld:DeviceMeasurement:d:port"))["numValue"]!["value"]!.ToJsonString());
        var codec = await next.EntityAsync("urn:ngsi-ld:Codec:station%201");
        Assert.Equal(Script, (string?)codec["script"]!["value"]);
        Assert.Equal("""["decodeUplink","encodeDownlink","decodeDownlink"]""", codec["functions"]!["value"]!.ToJsonString());
        Assert.Equal(4, codec["examples"]!["json"]!.AsArray().Count);
    }

    [Fact]
    public async Task What_a_script_refuses_stores_nothing_and_what_it_remarks_is_kept()
    {
        using var folder = new TestFolder();
        await using var server = await ServerProcess.StartAsync(folder, "--data", folder.File("data"));
        await PutAsync(server, "c", Script);
        await server.RegisterAsync("""{"id":"d","codec":"c","devEUI":"0101010101010abc"}""");

        var refused = await SendAsync(server, [1]);
        var endless = await SendAsync(server, [254, 0, 0]);
        var badPort = await SendAsync(server, [0, 25, 0], "?fPort=0");
        var remarked = await SendAsync(server, [0, 25, 2]);

        Assert.Equal((400, 400, 400, 200), (refused.Status, endless.Status, badPort.Status, remarked.Status));
        Assert.Contains("The codec refuses it: too short", refused.Body, StringComparison.Ordinal);
        Assert.Contains("The script of the codec failed: It takes more than 500000 statements.", endless.Body, StringComparison.Ordinal);
        Assert.Equal("""{"stored":3,"pending":false,"refused":[],"warnings":["odd door"]}""", remarked.Body);
        var device = await server.EntityAsync("urn:ngsi-ld:Device:d");
        Assert.Equal("""["odd door"]""", device["codecWarnings"]!["value"]!.ToJsonString());
        Assert.DoesNotContain("-51", await server.PastAsync("urn:ngsi-ld:DeviceMeasurement:d:air.t", "numValue"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Uplinks_of_a_network_server_are_read_with_their_port()
    {
        using var folder = new TestFolder();
        await using var server = await ServerProcess.StartAsync(folder, "--data", folder.File("data"));
        await PutAsync(server, "c", Script);
        await server.RegisterAsync("""{"id":"d","codec":"c","devEUI":"0101010101010abc"}""");

        var stored = await UplinkAsync(server, 4, [0, 25, 0]);
        var remarked = await UplinkAsync(server, 4, [0, 26, 2]);
        var unread = await UplinkAsync(server, 4, [1]);

        Assert.Equal((204, 200, 207), (stored.Status, remarked.Status, unread.Status));
        Assert.Equal("""["odd door"]""", JsonNode.Parse(remarked.Body)!["warnings"]!.ToJsonString());
        Assert.Equal("The codec refuses it: too short", (string?)JsonNode.Parse(unread.Body)!["unread"]);
        Assert.Equal("2.6", (await server.EntityAsync("urn:ngsi-ld:DeviceMeasurement:d:air.t"))["numValue"]!["value"]!.ToJsonString());
        Assert.Equal("4", (await server.EntityAsync("urn:ngsi-ld:DeviceMeasurement:d:port"))["numValue"]!["value"]!.ToJsonString());
    }

    [Theory]
    [InlineData("c", """{"script":"var a = 1;\nvar f = () => 1;"}""", "/script: line 2, column 10: Unexpected token )")]
    [InlineData("c", """{"script":"let a = 1;"}""", "ECMAScript 5")]
    [InlineData("c", """{"script":"var a = 1;"}""", "/script: This has none of the functions of codecs")]
    [InlineData("c", """{"script":"while (true) {}"}""", "/script: It takes more than")]
    [InlineData("c", """{"script":5}""", "/script: A codec has a script")]
    [InlineData("c", """{"script":"function Decoder() {}","other":1}""", "/other: Nothing is made of other.")]
    [InlineData("c", "[]", "object")]
    [InlineData("c", """{"script":"function Decoder(b) { return {t: b[0]}; }","examples":[{"bytes":"05","data":{"t":5}},{"bytes":"06","data":{"t":5}}]}""", "/examples/1/data: The script gives {\"t\":6}.")]
    [InlineData("c", """{"script":"function Decoder(b) { return {t: b[0]}; }","examples":[{"bytes":"0","data":{"t":5}}]}""", "/examples/0/bytes: These are hexadecimal digits")]
    [InlineData("c", """{"script":"function Decoder(b) { return {t: b[0]}; }","examples":[{"bytes":"00"}]}""", "/examples/0/data: An example of an uplink has data, or errors.")]
    [InlineData("c", """{"script":"function Decoder(b) { throw new Error('x'); }","examples":[{"bytes":"00","data":{}}]}""", "/examples/0: line 1, column 23: It throws: x")]
    [InlineData("c", """{"script":"function encodeDownlink(i) { return {bytes:[1]}; }","examples":[{"direction":"downlink","bytes":"02","data":{}}]}""", "/examples/0/bytes: The script gives 01.")]
    [InlineData("c", """{"script":"function encodeDownlink(i) { return {bytes:[256]}; }","examples":[{"direction":"downlink","bytes":"02","data":{}}]}""", "/examples/0: The script of the codec gives 256 as a byte")]
    [InlineData("lpp", """{"script":"function Decoder() {}"}""", "lpp is a codec of the broker itself")]
    public async Task What_is_wrong_is_told_with_its_place(string name, string body, string told)
    {
        using var folder = new TestFolder();
        await using var server = await ServerProcess.StartAsync(folder, "--data", folder.File("data"));

        var answer = await server.SendAsync(HttpMethod.Put, $"{Board.Root}/codecs/{name}", body);

        Assert.Equal(400, answer.Status);
        Assert.Contains(told, (string?)JsonNode.Parse(answer.Body)!["detail"] ?? "", StringComparison.Ordinal);
        Assert.Equal(404, (await server.GetAsync($"/ngsi-ld/v1/entities/urn:ngsi-ld:Codec:{name}")).Status);
    }

    [Fact]
    public async Task A_script_that_is_too_long_is_refused_and_the_longest_is_not()
    {
        using var folder = new TestFolder();
        await using var server = await ServerProcess.StartAsync(folder, "--data", folder.File("data"));
        const string start = "function Decoder() { return {}; } //";

        var longest = await PutAsync(server, "c", start + new string('é', (65536 - start.Length) / 2));
        var tooLong = await PutAsync(server, "c", start + new string('x', 65537 - start.Length));

        Assert.Equal((201, 400), (longest.Status, tooLong.Status));
        Assert.Contains("/script: A script has at most 65536 bytes.", tooLong.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_somebody_else_wrote_into_a_codec_is_not_carried_out()
    {
        using var folder = new TestFolder();
        await using var server = await ServerProcess.StartAsync(folder, "--data", folder.File("data"));
        await PutAsync(server, "c", Script);
        await server.RegisterAsync("""{"id":"d","codec":"c"}""");
        await server.RegisterAsync("""{"id":"e","codec":"own"}""");
        const string theirs = """{"type":"Property","value":"function Decoder() { return {t: 1}; }"}""";

        var changed = await server.SendAsync(HttpMethod.Patch, "/ngsi-ld/v1/entities/urn:ngsi-ld:Codec:c/attrs/script", theirs);
        var made = await server.SendAsync(HttpMethod.Post, "/ngsi-ld/v1/entities", $$"""{"id":"urn:ngsi-ld:Codec:own","type":"Codec","script":{{theirs}}}""");
        var refused = await SendAsync(server, [0, 25, 0]);
        var ownRefused = await SendAsync(server, [0, 25, 0], "", "e");
        await PutAsync(server, "c", Script);
        var again = await SendAsync(server, [0, 25, 0]);

        Assert.Equal((204, 201, 400, 400, 204), (changed.Status, made.Status, refused.Status, ownRefused.Status, again.Status));
        Assert.Contains("it has to be put again", refused.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Administrators_of_the_tenant_write_codecs_and_nobody_else()
    {
        using var folder = new TestFolder();
        await using var server = await Identity.Guarded.StartAsync(folder);
        var root = await server.BeginAsync();
        var farmer = await server.KeyAsync(root, """{"name":"farmer"}""");
        await server.AllowAsync(root, "urn:waziup:Policy:all", """{"who":["key:farmer"],"rights":["read","create","update","delete"],"entities":{},"attributes":{"*":"show"}}""");
        var body = new JsonObject { ["script"] = Script }.ToJsonString();

        var unknown = await server.SendAsync(HttpMethod.Put, $"{Board.Root}/codecs/c", body);
        var other = await server.AsAsync(farmer, HttpMethod.Put, $"{Board.Root}/codecs/c", body);
        var none = await server.AsAsync(root, HttpMethod.Get, $"{Entities}/urn:ngsi-ld:Codec:c");
        var administrator = await server.AsAsync(root, HttpMethod.Put, $"{Board.Root}/codecs/c", body);
        var device = await server.AsAsync(farmer, HttpMethod.Post, $"{Board.Root}/devices", """{"id":"d","codec":"c"}""");
        var sent = await server.TellAsync("d", [0, 25, 0], "application/octet-stream", farmer);

        Assert.Equal((401, 403, 404, 201, 201, 204), (unknown.Status, other.Status, none.Status, administrator.Status, device.Status, sent.Status));
        Assert.Contains("codecs are for administrators", other.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Remarks_are_told_to_who_may_not_keep_them_in_the_device()
    {
        using var folder = new TestFolder();
        await using var server = await Identity.Guarded.StartAsync(folder);
        var root = await server.BeginAsync();
        await server.AsAsync(root, HttpMethod.Put, $"{Board.Root}/codecs/c", new JsonObject { ["script"] = Script }.ToJsonString());
        await server.AsAsync(root, HttpMethod.Post, $"{Board.Root}/devices", """{"id":"d","codec":"c","sensors":[{"id":"air.t"},{"id":"port"},{"id":"open"}]}""");
        var sender = await server.KeyAsync(root, """{"name":"sender"}""");
        await server.AllowAsync(root, "urn:waziup:Policy:sender",
            """{"who":["key:sender"],"rights":["read","update"],"entities":{"type":"DeviceMeasurement"},"attributes":{"numValue":"show","textValue":"show"}}""");

        var sent = await server.TellAsync("d", [0, 25, 2], "application/octet-stream", sender);

        Assert.Equal((200, """{"stored":3,"pending":false,"refused":[],"warnings":["odd door"]}"""), sent);
        Assert.DoesNotContain("codecWarnings", (await server.AsAsync(root, HttpMethod.Get, $"{Entities}/urn:ngsi-ld:Device:d")).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_codec_is_of_its_tenant()
    {
        using var folder = new TestFolder();
        await using var server = await ServerProcess.StartAsync(folder, "--data", folder.File("data"));
        var body = new JsonObject { ["script"] = Script }.ToJsonString();

        var put = await server.SendAsync(HttpMethod.Put, $"{Board.Root}/codecs/c", body, request => request.Headers.Add("NGSILD-Tenant", "farm"));
        await server.RegisterAsync("""{"id":"d","codec":"c"}""");
        var elsewhere = await SendAsync(server, [0, 25, 0]);

        Assert.Equal((201, 415), (put.Status, elsewhere.Status));
        Assert.Contains("there is no codec c", elsewhere.Body, StringComparison.Ordinal);
    }

    private static Task<(int Status, string Body)> PutAsync(ServerProcess server, string name, string script, string? examples = null)
    {
        var document = new JsonObject { ["script"] = script, ["description"] = "What the station sends." };
        if (examples is not null)
            document["examples"] = JsonNode.Parse(examples);
        return server.SendAsync(HttpMethod.Put, $"{Board.Root}/codecs/{Uri.EscapeDataString(name)}", document.ToJsonString());
    }

    private static Task<(int Status, string Body)> SendAsync(ServerProcess server, byte[] payload, string query = "", string device = "d") =>
        server.TellAsync(device + query, payload, "application/octet-stream");

    private static Task<(int Status, string Body)> UplinkAsync(ServerProcess server, int port, byte[] payload) => server.SendAsync(HttpMethod.Post, $"{Board.Root}/lorawan/chirpstack?event=up",
        $$"""{"deviceInfo":{"devEui":"0101010101010abc"},"time":"2026-01-31T12:00:0{{payload.Length + payload[^1]}}Z","fCnt":10,"fPort":{{port}},"data":"{{Convert.ToBase64String(payload)}}"}""");
}
