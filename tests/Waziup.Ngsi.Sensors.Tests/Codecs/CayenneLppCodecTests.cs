using Waziup.Ngsi.Sensors.Codecs;
using Waziup.Ngsi.Sensors.Codecs.CayenneLpp;

namespace Waziup.Ngsi.Sensors.Tests.Codecs;

public sealed class CayenneLppCodecTests
{
    static readonly CayenneLppCodec Codec = new();

    public static TheoryData<string, string> Values => new()
    {
        // As published by myDevices.
        { "03 67 0110 05 67 00FF", "temperature_3=27.2 CEL, temperature_5=25.5 CEL" },
        { "01 67 FFD7", "temperature_1=-4.1 CEL" },
        { "06 71 04D2 FB2E 0000", "accelerometer_6={\"x\":1.234,\"y\":-1.234,\"z\":0} K40" },
        { "01 88 06765F F2960A 0003E8", "gps_1={\"type\":\"Point\",\"coordinates\":[-87.9094,42.3519,10]}" },

        // As published by WAZIUP.
        { "05 65 04B0 06 67 00B8", "luminosity_5=1200 LUX, temperature_6=18.4 CEL" },
        { "02 87 FF00AA", "colour_2=\"#ff00aa\"" },
        { "00 67 00EB", "temperature_0=23.5 CEL" },

        // Each of the other types, at their ends.
        { "01 00 00 02 00 FF", "digital_in_1=0, digital_in_2=255" },
        { "01 01 01", "digital_out_1=1" },
        { "01 02 8000 02 03 7FFF", "analog_in_1=-327.68, analog_out_2=327.67" },
        { "01 64 FFFFFFFF", "generic_1=4294967295" },
        { "01 65 FFFF", "luminosity_1=65535 LUX" },
        { "01 66 01", "presence_1=1" },
        { "01 67 8000", "temperature_1=-3276.8 CEL" },
        { "01 68 FF 02 68 C8", "relative_humidity_1=127.5 P1, relative_humidity_2=100 P1" },
        { "01 73 2792", "barometric_pressure_1=1013 A97" },
        { "01 74 0091 02 75 113A", "voltage_1=1.45 VLT, current_2=4.41 AMP" },
        { "01 76 00001FA4 02 78 11", "frequency_1=8100 HTZ, percentage_2=17 P1" },
        { "01 79 FE6B 02 79 2291", "altitude_1=-405 MTR, altitude_2=8849 MTR" },
        { "01 7D 09D0 02 80 0476", "concentration_1=2512 59, power_2=1142 WTT" },
        { "01 82 0000096B 02 83 00000B3C", "distance_1=2.411 MTR, energy_2=2.876 KWH" },
        { "01 84 005A 02 85 4388B46D", "direction_1=90 DD, unix_time_2=1133032557 SEC" },
        { "01 86 FE57 01FE 0014", "gyrometer_1={\"x\":-4.25,\"y\":5.1,\"z\":0.2} E96" },
        { "01 8E 01 02 8E 00", "switch_1=true, switch_2=false" },

        // South and west: the sign of 24 bits.
        { "FF 88 FFCA34 05A11E FFFF9C", "gps_255={\"type\":\"Point\",\"coordinates\":[36.8926,-1.3772,-1]}" },
        { "01 88 F259F4 E488C0 000000", "gps_1={\"type\":\"Point\",\"coordinates\":[-180,-89.4476,0]}" },
    };

    [Theory]
    [MemberData(nameof(Values))]
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

    [Theory]
    [InlineData("03 67 0110 05 C8 00FF", 5)]
    [InlineData("03 67 0110 05", 5)]
    [InlineData("03 67 0110 05 67", 6)]
    [InlineData("03 67 0110 05 67 00", 7)]
    [InlineData("03 67 0110 05 F0 01020304", 5)]
    [InlineData("03 67 0110 05 88 7FFFFF 000000 000000", 6)]
    public void A_fault_ends_the_reading_and_says_where(string hex, int offset)
    {
        var decoded = Codec.Decode(Vectors.Hex(hex), Vectors.Received);

        Assert.Equal(["temperature_3=27.2 CEL"], decoded.Lines());
        Assert.Equal(offset, decoded.Error?.Offset);
    }

    [Fact]
    public void A_quantity_is_told_where_the_type_has_one()
    {
        var readings = Codec.Decode(Vectors.Hex("01 67 0000 02 84 0000"), Vectors.Received).Readings;

        Assert.Equal(["Temperature", null], readings.Select(reading => reading.Quantity));
        Assert.All(readings, reading => Assert.True(reading.Time.IsNone));
    }

    [Theory]
    [InlineData("temperature_1", "21.26", "016700D5")]
    [InlineData("temperature_1", "-21.25", "0167FF2B")]
    [InlineData("switch_2", "1", "028E01")]
    [InlineData("digital_out_3", "true", "030101")]
    [InlineData("gps_1", "{\"type\":\"Point\",\"coordinates\":[36.8,-1.3]}", "0188FFCD38059D80000000")]
    public void Values_are_rounded_to_the_nearest_step(string actuator, string value, string expected) =>
        Assert.Equal(expected, Convert.ToHexString(Codec.Encode([new(actuator, Vectors.Json(value))]).Payload.Span));

    [Theory]
    [InlineData("temperature_1", "3276.8")]
    [InlineData("temperature_1", "\"warm\"")]
    [InlineData("temperature_1", "1e300")]
    [InlineData("temperature_1", "null")]
    [InlineData("luminosity_1", "-1")]
    [InlineData("percentage_1", "256")]
    [InlineData("switch_1", "2")]
    [InlineData("colour_1", "\"red\"")]
    [InlineData("colour_1", "\"#-12345\"")]
    [InlineData("colour_1", "7")]
    [InlineData("gps_1", "[1,2]")]
    [InlineData("gps_1", "{\"coordinates\":[1]}")]
    [InlineData("gps_1", "{\"coordinates\":[0,91]}")]
    [InlineData("accelerometer_1", "{\"x\":1,\"y\":2}")]
    [InlineData("temperature_256", "1")]
    [InlineData("temperature_", "1")]
    [InlineData("temperature", "1")]
    [InlineData("warmth_1", "1")]
    public void What_does_not_fit_is_not_written(string actuator, string value)
    {
        var encoded = Codec.Encode([new("switch_1", Vectors.Json("true")), new(actuator, Vectors.Json(value))]);

        Assert.NotNull(encoded.Error);
        Assert.True(encoded.Payload.IsEmpty);
    }

    [Fact]
    public void Payloads_are_bounded()
    {
        var codec = new CayenneLppCodec(new CodecLimits { MaxPayloadBytes = 9, MaxReadings = 2, MaxDownlinkBytes = 6 });

        Assert.Null(codec.Decode(Vectors.Hex("01 00 01 02 00 01"), Vectors.Received).Error);
        Assert.Equal(2, codec.Decode(Vectors.Hex("01 00 01 02 00 01 03 00 01"), Vectors.Received).Readings.Count);
        Assert.NotNull(codec.Decode(Vectors.Hex("01 00 01 02 00 01 03 00 01"), Vectors.Received).Error);
        Assert.Empty(codec.Decode(new byte[10], Vectors.Received).Readings);
        Assert.Null(codec.Encode([.. Enumerable.Repeat(new ActuatorValue("switch_1", Vectors.Json("true")), 2)]).Error);
        Assert.NotNull(codec.Encode([.. Enumerable.Repeat(new ActuatorValue("switch_1", Vectors.Json("true")), 3)]).Error);
    }
}
