using System.Text;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Sensors.Codecs;

namespace Waziup.Ngsi.Sensors.Tests.Codecs;

public sealed class JsonCodecTests
{
    static readonly JsonCodec Device = JsonCodec.OfDevice();

    static readonly JsonCodec OneSensor = JsonCodec.OfOneSensor();

    [Theory]
    [InlineData("21.5", "=21.5")]
    [InlineData(" -3 ", "=-3")]
    [InlineData("\"open\"", "=\"open\"")]
    [InlineData("true", "=true")]
    [InlineData("""{"value":21.5}""", "=21.5")]
    [InlineData("""{"value":21.5,"time":"2026-01-31T10:00:00Z"}""", "=21.5 @2026-01-31T10:00:00Z")]
    [InlineData("""{"timestamp":"2026-01-31T12:00:00.25+02:00","value":1}""", "=1 @2026-01-31T10:00:00.25Z")]
    [InlineData("""{"value":1,"timestamp":"2016-06-08T18:20:27.873Z","date_received":"2016-06-08T18:20:28Z"}""", "=1 @2016-06-08T18:20:27.873Z")]
    [InlineData("""{"value":1,"time":null}""", "=1")]
    public void A_value_alone_has_no_name(string payload, string expected)
    {
        Assert.Equal([expected], Device.Read(payload));
        Assert.Equal([expected], OneSensor.Read(payload));
    }

    [Fact]
    public void An_array_is_a_list_of_values()
    {
        Assert.Equal(
            ["=1", "=2 @2026-01-31T10:00:00Z", "=[3,4]"],
            Device.Read("""[1, {"value":2,"time":"2026-01-31T10:00:00Z"}, null, [3,4]]"""));
    }

    [Fact]
    public void An_object_names_sensors()
    {
        Assert.Equal(
            ["temperature=21.5", "door=\"open\"", "pos={\"lat\":-1.5}", "tilt=[1,2]"],
            Device.Read("""{"temperature":21.5,"door":"open","broken":null,"pos":{"lat":-1.5},"tilt":[1,2]}"""));
    }

    [Fact]
    public void Sensors_share_the_time_of_the_object_unless_they_have_their_own()
    {
        Assert.Equal(
            ["a=1 @2026-01-31T10:00:00Z", "b=2 @2026-01-31T09:00:00Z", "c=3 @2026-01-31T08:00:00Z", "c=4 @2026-01-31T10:00:00Z"],
            Device.Read(
                """
                {"a":1,"time":"2026-01-31T10:00:00Z","b":{"value":2,"timestamp":"2026-01-31T09:00:00Z"},
                 "c":[{"value":3,"time":"2026-01-31T08:00:00Z"},{"value":4}]}
                """));
    }

    [Fact]
    public void What_one_sensor_sends_may_be_an_object()
    {
        Assert.Equal(["={\"lat\":-1.5,\"lon\":36.8}"], OneSensor.Read("""{"lat":-1.5,"lon":36.8}"""));
        Assert.Equal(["={\"value\":1,\"state\":2}"], OneSensor.Read("""{"value":1,"state":2}"""));
        Assert.Equal(["value=1", "state=2"], Device.Read("""{"value":1,"state":2}"""));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{} {}")]
    [InlineData("NaN")]
    [InlineData("1e999")]
    [InlineData("[1, -1e999]")]
    [InlineData("{\"a\":1,\"a\":2}")]
    [InlineData("{\"\":1}")]
    [InlineData("\"\\ud800\"")]
    [InlineData("{\"\\ud800\":1}")]
    [InlineData("{\"value\":1,\"time\":1700000000}")]
    [InlineData("{\"value\":1,\"time\":\"2026-01-31T10:00:00\"}")]
    [InlineData("{\"value\":1,\"time\":\"2026-01-31\"}")]
    [InlineData("{\"value\":1,\"time\":\"0001-01-01T00:00:00+01:00\"}")]
    [InlineData("{\"a\":1,\"time\":\"noon\"}")]
    [InlineData("{\"value\":1,\"time\":\"2026-01-31T10:00:00Z\",\"timestamp\":\"2026-01-31T10:00:00Z\"}")]
    public void A_fault_leaves_no_readings(string payload)
    {
        var decoded = Device.Decode(payload);

        Assert.NotNull(decoded.Error);
        Assert.Empty(decoded.Readings);
    }

    [Fact]
    public void A_fault_says_where_it_is()
    {
        Assert.Equal(13, Device.Decode("{\"a\":1,\n \"b\":x}").Error?.Offset);
    }

    [Fact]
    public void Bytes_that_are_no_text_are_refused()
    {
        Assert.NotNull(Device.Decode([(byte)'"', 0xff, (byte)'"'], Vectors.Received).Error);
    }

    [Fact]
    public void An_object_that_a_server_has_decoded_is_read_too()
    {
        var decoded = Device.Decode(Vectors.Json("""{"object":{"temperature_1":27.2}}""").GetProperty("object"), Instant.None);

        Assert.Equal(["temperature_1=27.2"], decoded.Lines());
    }

    [Fact]
    public void Payloads_are_bounded()
    {
        var codec = JsonCodec.OfDevice(new CodecLimits { MaxPayloadBytes = 40, MaxReadings = 3, MaxNesting = 2, MaxNameLength = 4 });

        Assert.Null(codec.Decode("[1,2,3]").Error);
        Assert.NotNull(codec.Decode("[1,2,3,4]").Error);
        Assert.Null(codec.Decode("[[1]]").Error);
        Assert.NotNull(codec.Decode("[[[1]]]").Error);
        Assert.Null(codec.Decode("{\"abcd\":1}").Error);
        Assert.NotNull(codec.Decode("{\"abcde\":1}").Error);
        Assert.Null(codec.Decode($"\"{new string('x', 38)}\"").Error);
        Assert.NotNull(codec.Decode($"\"{new string('x', 39)}\"").Error);
    }

    [Fact]
    public void A_reading_outlives_its_payload()
    {
        var payload = Encoding.UTF8.GetBytes("{\"a\":\"b\"}");
        var reading = Assert.Single(Device.Decode(payload, Vectors.Received).Readings);
        Array.Clear(payload);

        Assert.Equal("b", reading.Value.GetString());
    }
}
