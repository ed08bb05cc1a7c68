namespace Waziup.Server.Tests.Devices.Scripts;

/// <summary>Scripts in the manner of the LoRa Alliance (TS013), and in the two older ones, are carried out as their authors expect.</summary>
public sealed class AlliancesCodecTests(ScriptWorld world) : IClassFixture<ScriptWorld>
{
    // A buoy: port 1 tells temperature and battery, port 2 where it is (1e-4 degrees, signed), port 3 its version.
    private const string Buoy = """
        function signed(value, bits) { return value >= Math.pow(2, bits - 1) ? value - Math.pow(2, bits) : value; }
        function word(bytes, at) { return bytes[at] * 256 + bytes[at + 1]; }
        function decodeUplink(input) {
          var b = input.bytes, data = {}, warnings = [];
          switch (input.fPort) {
            case 1:
              if (b.length !== 3) { return { errors: ['three bytes are expected on port 1'] }; }
              data.temperature = signed(word(b, 0), 16) / 100;
              data.battery = b[2] / 50;
              if (data.battery < 3) { warnings.push('the battery is low'); }
              break;
            case 2:
              data.position = { lat: signed(word(b, 0) * 256 + b[2], 24) / 10000, lon: signed(word(b, 3) * 256 + b[5], 24) / 10000 };
              data.moored = b[6] === 1;
              break;
            case 3:
              data.version = String.fromCharCode.apply(null, b);
              data.at = input.recvTime.getUTCHours();
              data.seen = input.recvTime;
              break;
            default:
              return { errors: ['port ' + input.fPort + ' is not known'], warnings: [] };
          }
          return { data: data, warnings: warnings, errors: [] };
        }
        function encodeDownlink(input) {
          if (typeof input.data.interval !== 'number') { return { bytes: [], errors: ['interval is missing'] }; }
          return { bytes: [1, input.data.interval >> 8 & 255, input.data.interval & 255], fPort: 10, warnings: input.data.interval < 60 ? ['that is often'] : [] };
        }
        function decodeDownlink(input) { return { data: { interval: input.bytes[1] << 8 | input.bytes[2] } }; }
        """;

    [Theory]
    [InlineData("249,92,150", 1, """{"data":{"temperature":-17,"battery":3},"warnings":[],"errors":[]}""")]
    [InlineData("9,46,100", 1, """{"data":{"temperature":23.5,"battery":2},"warnings":["the battery is low"],"errors":[]}""")]
    [InlineData("9", 1, """{"errors":["three bytes are expected on port 1"]}""")]
    [InlineData("1,4,251,255,192,238,1", 2, """{"data":{"position":{"lat":6.6811,"lon":-1.6146},"moored":true},"warnings":[],"errors":[]}""")]
    [InlineData("49,46,50", 3, """{"data":{"version":"1.2","at":12,"seen":"2026-01-31T12:00:00.000Z"},"warnings":[],"errors":[]}""")]
    [InlineData("", 7, """{"errors":["port 7 is not known"],"warnings":[]}""")]
    public async Task Uplinks(string bytes, int port, string output) =>
        Assert.Equal(output, await world.DecodeAsync(Buoy, $$"""{"bytes":[{{bytes}}],"fPort":{{port}},"recvTime":"2026-01-31T12:00:00Z"}"""));

    [Fact]
    public async Task Downlinks()
    {
        Assert.Equal("""{"bytes":[1,2,88],"fPort":10,"warnings":[]}""", await world.EncodeAsync(Buoy, """{"data":{"interval":600}}"""));
        Assert.Equal("""{"bytes":[1,0,10],"fPort":10,"warnings":["that is often"]}""", await world.EncodeAsync(Buoy, """{"data":{"interval":10}}"""));
        Assert.Equal("""{"bytes":[],"errors":["interval is missing"]}""", await world.EncodeAsync(Buoy, """{"data":{}}"""));
        var back = await world.RunAsync(Waziup.Ngsi.Sensors.Scripts.ScriptTask.DecodeDownlink, Buoy, """{"bytes":[1,2,88],"fPort":10}""");
        Assert.Equal("""{"data":{"interval":600}}""", back.Output.GetRawText());
    }

    [Theory]
    [InlineData("function Decode(fPort, bytes, variables) { return { port: fPort, sum: bytes[0] + bytes[1], variables: typeof variables }; }", """{"data":{"port":5,"sum":3,"variables":"object"}}""")]
    [InlineData("function Decoder(bytes, port) { var decoded = {}; decoded.port = port; decoded.length = bytes.length; return decoded; }", """{"data":{"port":5,"length":2}}""")]
    [InlineData("function Decoder(bytes, port) { } function decodeUplink(input) { return { data: { is: 'newer' } }; }", """{"data":{"is":"newer"}}""")]
    [InlineData("function Decoder(bytes, port) { return { bytes: bytes, none: undefined, nothing: null, date: new Date(0), boxed: new Number(4), zero: -0 }; }",
        """{"data":{"bytes":[1,2],"nothing":null,"date":"1970-01-01T00:00:00.000Z","boxed":4,"zero":0}}""")]
    public async Task The_older_functions_give_the_data_alone(string script, string output) =>
        Assert.Equal(output, await world.DecodeAsync(script, """{"bytes":[1,2],"fPort":5,"recvTime":"2026-01-31T12:00:00Z"}"""));

    [Fact]
    public async Task What_a_script_has_not_is_told() =>
        Assert.Equal("! The script has no function encodeDownlink.", await world.EncodeAsync("function Decoder() { }", """{"data":{}}"""));
}
