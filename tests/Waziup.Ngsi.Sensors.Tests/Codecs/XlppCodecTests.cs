using Waziup.Ngsi.Json;
using Waziup.Ngsi.Sensors.Codecs;
using Waziup.Ngsi.Sensors.Codecs.Xlpp;

namespace Waziup.Ngsi.Sensors.Tests.Codecs;

public sealed class XlppCodecTests
{
    static readonly XlppCodec Codec = new();

    public static TheoryData<string, string> Values => new()
    {
        // As published by WAZIUP.
        { "05 65 04B0 06 67 00B8", "luminosity_5=1200 LUX, temperature_6=18.4 CEL" },
        { "02 87 FF00AA", "colour_2=\"#ff00aa\"" },
        { "00 67 00EB", "temperature_0=23.5 CEL" },

        { "01 33 00 02 33 01 03 33 02", "integer_1=0, integer_2=-1, integer_3=1" },
        { "01 33 FC50", "integer_1=5182" },
        { "01 33 FEFFFFFFFFFFFFFFFF01 02 33 FFFFFFFFFFFFFFFFFF01", "integer_1=9223372036854775807, integer_2=-9223372036854775808" },
        { "01 34 74657374203A2900", "string_1=\"test :)\"" },
        { "01 34 00", "string_1=\"\"" },
        { "01 36 02 37", "bool_1=true, bool_2=false" },
        { "01 39 06 010203070809 02 39 00", "binary_1=\"AQIDBwgJ\", binary_2=\"\"" },
        { "01 5B 33 02 34 6100 36 3A 5B 5D 7B 00 5D", "array_1=[1,\"a\",true,null,[],{}]" },
        { "01 7B 636F756E7400 33 FC50 6F6B00 36 00", "object_1={\"count\":5182,\"ok\":true}" },
    };

    /// <summary>Values whose types JSON does not show: they are read, and written otherwise.</summary>
    [Theory]
    [MemberData(nameof(Values))]
    [InlineData("01 5B 66 05 65 002D 67 013C 5D", "array_1=[5,45,31.6]")]
    [InlineData("01 7B 706F7300 88 07CA0D 021895 002FA8 76616C00 00 0C 00", "object_1={\"pos\":{\"type\":\"Point\",\"coordinates\":[13.7365,51.0477,122]},\"val\":12}")]
    [InlineData("01 35", "bool_1=false")]
    [InlineData("01 3A 02 36", "bool_2=true")]
    [InlineData("", "")]
    public void Values_are_read(string hex, string expected) => Assert.Equal(expected, string.Join(", ", Codec.Read(Vectors.Hex(hex))));

    [Theory]
    [MemberData(nameof(Values))]
    public void What_was_read_is_written_as_it_was(string hex, string expected)
    {
        var readings = Codec.Decode(Vectors.Hex(hex), Vectors.Received).Readings;

        var encoded = Codec.Encode([.. readings.Select(reading => new ActuatorValue(reading.Sensor, reading.Value))]);

        Assert.NotEmpty(expected);
        Assert.Null(encoded.Error);
        Assert.Equal(Convert.ToHexString(Vectors.Hex(hex)), Convert.ToHexString(encoded.Payload.Span));
    }

    [Fact]
    public void Delays_add_up()
    {
        Assert.Equal(
            ["temperature_1=27.2 CEL", "temperature_1=27.1 CEL @2026-01-31T10:30:00Z", "temperature_1=27 CEL @2026-01-31T10:29:59Z"],
            Codec.Read(Vectors.Hex("01 67 0110 FD 01 1E 00 01 67 010F FD 00 00 01 01 67 010E")));
        Assert.Equal(["bool_1=true @2026-01-31T12:00:00Z"], Codec.Read(Vectors.Hex("FD 000000 01 36")));
        Assert.Equal(["bool_1=true @2026-01-20T16:40:45Z"], Codec.Read(Vectors.Hex("FD FFFFFF 01 36")));
    }

    [Fact]
    public void Delays_have_no_meaning_when_nobody_knows_when_it_came()
    {
        var reading = Assert.Single(Codec.Decode(Vectors.Hex("FD 010000 01 36"), Instant.None).Readings);

        Assert.True(reading.Time.IsNone);
    }

    [Fact]
    public void A_device_says_which_actuators_it_has()
    {
        var decoded = Codec.Decode(Vectors.Hex("FC 03 87 03 8E 01 36 FB 02 03 74 11 35"), Vectors.Received);

        Assert.Null(decoded.Error);
        Assert.Equal(["bool_1=true"], decoded.Lines());
        Assert.Equal(["colour_0", "analog_out_1", "switch_2", "voltage_3", "bool_17"], decoded.Actuators);
    }

    [Theory]
    [InlineData("C8 05 00", 3)]
    [InlineData("FE 05 00", 2)]
    [InlineData("02 C8 00", 3)]
    [InlineData("02 34 6162", 6)]
    [InlineData("02 34 FF00", 4)]
    [InlineData("02 39 05 0102", 7)]
    [InlineData("02 39 FFFFFFFFFFFFFFFFFF01", 14)]
    [InlineData("02 33 FFFFFFFFFFFFFFFFFF02", 4)]
    [InlineData("02 33 FF", 5)]
    [InlineData("02 5B 33 02", 6)]
    [InlineData("02 5B C8 5D", 4)]
    [InlineData("02 5D", 3)]
    [InlineData("02 7B 6100 36", 7)]
    [InlineData("02 7B 6100 36 6100 36 00", null)]
    [InlineData("FD 0100", 5)]
    [InlineData("FC 02 87", 5)]
    [InlineData("FC 01 C8", 4)]
    public void A_fault_ends_the_reading_and_says_where(string hex, int? offset)
    {
        var decoded = Codec.Decode([0x01, 0x36, .. Vectors.Hex(hex)], Vectors.Received);

        Assert.Equal("bool_1=true", decoded.Lines()[0]);
        Assert.NotNull(decoded.Error);
        Assert.Equal(offset, decoded.Error.Offset);
    }

    [Theory]
    [InlineData("integer_1", "1.5")]
    [InlineData("integer_1", "9223372036854775808")]
    [InlineData("integer_1", "\"1\"")]
    [InlineData("string_1", "1")]
    [InlineData("string_1", "\"a\\u0000b\"")]
    [InlineData("string_1", "\"\\ud800\"")]
    [InlineData("binary_1", "\"%\"")]
    [InlineData("binary_1", "[1]")]
    [InlineData("array_1", "[1.5]")]
    [InlineData("object_1", "{\"\":1}")]
    [InlineData("bool_1", "1")]
    [InlineData("bool_250", "true")]
    [InlineData("none_1", "1")]
    public void What_does_not_fit_is_not_written(string actuator, string value)
    {
        var encoded = Codec.Encode([new("switch_1", Vectors.Json("true")), new(actuator, Vectors.Json(value))]);

        Assert.NotNull(encoded.Error);
        Assert.True(encoded.Payload.IsEmpty);
    }

    [Fact]
    public void Payloads_are_bounded()
    {
        var codec = new XlppCodec(new CodecLimits { MaxPayloadBytes = 12, MaxReadings = 2, MaxNesting = 3, MaxDownlinkBytes = 9 });

        Assert.Null(codec.Decode(Vectors.Hex("01 36 01 36"), Vectors.Received).Error);
        Assert.NotNull(codec.Decode(Vectors.Hex("01 36 01 36 01 36"), Vectors.Received).Error);
        Assert.NotNull(codec.Decode(Vectors.Hex("FC 03 35 35 35"), Vectors.Received).Error);
        Assert.Null(codec.Decode(Vectors.Hex("01 5B 5B 5B 36 5D 5D 5D"), Vectors.Received).Error);
        Assert.NotNull(codec.Decode(Vectors.Hex("01 5B 5B 5B 5B 5D 5D 5D 5D"), Vectors.Received).Error);
        Assert.NotNull(codec.Decode(new byte[13], Vectors.Received).Error);
        Assert.Null(codec.Encode([new("array_1", Vectors.Json("[[[0]]]"))]).Error);
        Assert.NotNull(codec.Encode([new("array_1", Vectors.Json("[[[[]]]]"))]).Error);
        Assert.NotNull(codec.Encode([new("string_1", Vectors.Json("\"abcdefg\""))]).Error);
    }

    [Fact]
    public void Depth_does_not_overflow_the_stack() =>
        Assert.NotNull(Codec.Decode([0x01, .. Enumerable.Repeat((byte)0x5B, 500_000)], Vectors.Received).Error);

    [Fact]
    public void Delays_end_where_the_calendar_does() =>
        Assert.NotNull(Codec.Decode([.. Enumerable.Repeat(Vectors.Hex("FD FF0000"), 100_000).SelectMany(bytes => bytes), 0x01, 0x36], Vectors.Received).Error);
}
