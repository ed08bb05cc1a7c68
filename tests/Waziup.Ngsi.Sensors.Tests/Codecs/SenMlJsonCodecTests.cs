using Waziup.Ngsi.Json;
using Waziup.Ngsi.Sensors.Codecs;
using Waziup.Ngsi.Sensors.Codecs.SenMl;

namespace Waziup.Ngsi.Sensors.Tests.Codecs;

/// <summary>The examples of RFC 8428 section 5, and what the text of sections 4.3 to 4.6 asks for.</summary>
public sealed class SenMlJsonCodecTests
{
    static readonly SenMlJsonCodec Codec = new();

    [Fact]
    public void A_single_data_point() =>
        Assert.Equal(["urn:dev:ow:10e2073a01080063=23.1 CEL"], Codec.Read("""[{"n":"urn:dev:ow:10e2073a01080063","u":"Cel","v":23.1}]"""));

    [Fact]
    public void Multiple_data_points_with_a_base_time() =>
        Assert.Equal(
            [
                "urn:dev:ow:10e2073a0108006:voltage=120.1 VLT @2010-06-08T18:01:16.001Z",
                "urn:dev:ow:10e2073a0108006:current=1.2 AMP @2010-06-08T18:01:11.001Z",
                "urn:dev:ow:10e2073a0108006:current=1.3 AMP @2010-06-08T18:01:12.001Z",
                "urn:dev:ow:10e2073a0108006:current=1.7 AMP @2010-06-08T18:01:16.001Z",
            ],
            Codec.Read(
                """
                [{"bn":"urn:dev:ow:10e2073a0108006:","bt":1.276020076001e+09,"bu":"A","bver":5,"n":"voltage","u":"V","v":120.1},
                 {"n":"current","t":-5,"v":1.2},{"n":"current","t":-4,"v":1.3},{"n":"current","v":1.7}]
                """));

    [Fact]
    public void Multiple_measurements_of_one_device() =>
        Assert.Equal(
            [
                "urn:dev:ow:10e2073a01080063=20 P1 @2011-10-31T13:24:24Z",
                "urn:dev:ow:10e2073a01080063=24.30621 DD @2011-10-31T13:24:24Z",
                "urn:dev:ow:10e2073a01080063=60.07965 DD @2011-10-31T13:24:24Z",
                "urn:dev:ow:10e2073a01080063=20.3 P1 @2011-10-31T13:25:24Z",
                "urn:dev:ow:10e2073a01080063=98 P1 @2011-10-31T13:26:54Z",
            ],
            Codec.Read(
                """
                [{"bn":"urn:dev:ow:10e2073a01080063","bt":1.320067464e+09,"bu":"%RH","v":20},{"u":"lon","v":24.30621},
                 {"u":"lat","v":60.07965},{"t":60,"v":20.3},{"u":"%EL","t":150,"v":98}]
                """));

    [Fact]
    public void Multiple_data_types() =>
        Assert.Equal(
            [
                "urn:dev:ow:10e2073a01080063:temp=23.1 CEL", "urn:dev:ow:10e2073a01080063:label=\"Machine Room\"",
                "urn:dev:ow:10e2073a01080063:open=false", "urn:dev:ow:10e2073a01080063:nfv-reader=\"aGkgCg\"",
            ],
            Codec.Read(
                """
                [{"bn":"urn:dev:ow:10e2073a01080063:","n":"temp","u":"Cel","v":23.1},{"n":"label","vs":"Machine Room"},
                 {"n":"open","vb":false},{"n":"nfv-reader","vd":"aGkgCg"}]
                """));

    [Fact]
    public void A_later_base_name_takes_the_place_of_the_earlier_one() =>
        Assert.Equal(
            ["2001:db8::2/temperature=25.2 CEL @2011-10-31T16:27:09Z", "2001:db8::2/humidity=30 P1 @2011-10-31T16:27:09Z", "2001:db8::1/temperature=12.3 CEL @2011-10-31T16:27:09Z"],
            Codec.Read(
                """
                [{"bn":"2001:db8::2/","bt":1.320078429e+09,"n":"temperature","u":"Cel","v":25.2},{"n":"humidity","u":"%RH","v":30},
                 {"bn":"2001:db8::1/","n":"temperature","u":"Cel","v":12.3}]
                """));

    [Fact]
    public void A_record_may_have_base_fields_alone() =>
        Assert.Equal(["d:fan=0 C62", "d:heat=1 C62"], Codec.Read("""[{"bn":"d:","bu":"/"},{"n":"fan","v":0},{"n":"heat","v":1}]"""));

    [Theory]
    [InlineData("-10", "2026-01-31T11:59:50Z")]
    [InlineData("0", "2026-01-31T12:00:00Z")]
    [InlineData("60.5", "2026-01-31T12:01:00.5Z")]
    [InlineData("268435455", "2034-08-04T09:24:15Z")]
    [InlineData("268435456", "1978-07-04T21:24:16Z")]
    public void Times_below_a_bound_count_from_now(string seconds, string expected)
    {
        Assert.Equal([$"a=1 @{expected}"], Codec.Read($$"""[{"n":"a","v":1,"t":{{seconds}}}]"""));
        Assert.Equal([$"a=1 @{expected}"], Codec.Read($$"""[{"n":"a","v":1,"bt":{{seconds}}}]"""));
    }

    [Fact]
    public void A_base_value_is_added_to_numbers() =>
        Assert.Equal(["a=20.5", "a=19", "a=20", "a=\"x\""], Codec.Read("""[{"bn":"a","bv":20,"v":0.5},{"v":-1},{"t":0.0,"n":""},{"vs":"x"}]""").Select(line => line.Split(" @")[0]));

    [Fact]
    public void Sums_are_readings_of_their_own() =>
        Assert.Equal(
            ["a=5 WTT", "a#sum=1030 JOU", "a#sum=1040 JOU", "a#sum=1000 JOU"],
            Codec.Read("""[{"bn":"a","bu":"W","bs":1000,"v":5,"s":30},{"s":40},{"u":"W"}]"""));

    [Theory]
    [InlineData("Bspl", 6.5, "65 2N")]
    [InlineData("%", 0.5, "0.5 C62")]
    [InlineData("dBm", -97, "-97 DBM")]
    [InlineData("hPa", 1013.25, "1013.25 A97")]
    [InlineData("Wh/km", 150, "540 B12")]
    [InlineData("Mbit/s", 2, "2000000 B10")]
    [InlineData("degC", 20, "20")]
    public void Units_become_those_of_the_broker(string unit, double value, string expected) =>
        Assert.Equal([$"a={expected}"], Codec.Read(FormattableString.Invariant($$"""[{"n":"a","u":"{{unit}}","v":{{value}}}]""")));

    [Theory]
    [InlineData("%RH", "RelativeHumidity")]
    [InlineData("%EL", "BatteryLevel")]
    [InlineData("Cel", null)]
    public void Some_units_are_of_one_quantity(string unit, string? quantity) =>
        Assert.Equal(quantity, Assert.Single(Codec.Decode($$"""[{"n":"a","u":"{{unit}}","v":1}]""").Readings).Quantity);

    [Fact]
    public void Fields_that_are_not_known_are_passed_over() =>
        Assert.Equal(["a=1"], Codec.Read("""[{"n":"a","v":1,"l":"[{\"href\":\"humidity\"}]","x":{"y":[null]},"ut":60,"bver":10}]"""));

    [Theory]
    [InlineData("""{"n":"a","v":1}""")]
    [InlineData("[1]")]
    [InlineData("""[{"n":"a","v":1,"new_":true}]""")]
    [InlineData("""[{"n":"a","v":1,"bver":11}]""")]
    [InlineData("""[{"n":"a","v":1,"bver":0}]""")]
    [InlineData("""[{"n":"a","v":1},{"n":"a","v":1,"bver":5}]""")]
    [InlineData("""[{"n":"a","v":1,"vs":"x"}]""")]
    [InlineData("""[{"n":"a"}]""")]
    [InlineData("""[{"v":1}]""")]
    [InlineData("""[{"n":"a b","v":1}]""")]
    [InlineData("""[{"n":"_a","v":1}]""")]
    [InlineData("""[{"n":"é","v":1}]""")]
    [InlineData("""[{"n":"a","v":"1"}]""")]
    [InlineData("""[{"n":"a","vb":1}]""")]
    [InlineData("""[{"n":"a","vd":"%%%"}]""")]
    [InlineData("""[{"n":7,"v":1}]""")]
    [InlineData("""[{"n":"a","v":1,"v":2}]""")]
    [InlineData("""[{"n":"a","v":1,"t":1e300}]""")]
    [InlineData("""[{"n":"a","v":1,"t":-1e300}]""")]
    [InlineData("""[{"n":"a","v":1,"t":253402300799.9999999}]""")]
    [InlineData("""[{"n":"a","bv":1e308,"v":1e308}]""")]
    public void A_pack_with_a_fault_is_not_used_at_all(string pack)
    {
        var decoded = Codec.Decode(pack[..1] == "[" ? pack.Replace("[{", """[{"n":"good","v":0},{""", StringComparison.Ordinal) : pack);

        Assert.NotNull(decoded.Error);
        Assert.Empty(decoded.Readings);
    }

    [Fact]
    public void Secondary_units_may_be_announced() =>
        Assert.Equal(["a=5 C26"], Codec.Read("""[{"bver":26,"n":"a","u":"ms","v":5}]"""));

    [Fact]
    public void A_long_base_name_is_not_multiplied()
    {
        var records = string.Join(',', Enumerable.Repeat("""{"v":1}""", 100));

        var decoded = Codec.Decode($$"""[{"bn":"{{new string('a', 257)}}","v":1},{{records}}]""");

        Assert.Contains("256", decoded.Error?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Packs_are_bounded()
    {
        var codec = new SenMlJsonCodec(new CodecLimits { MaxReadings = 2 });

        Assert.Null(codec.Decode("""[{"bn":"a","v":1},{"v":2}]""").Error);
        Assert.NotNull(codec.Decode("""[{"bn":"a","v":1},{"v":2},{"v":3}]""").Error);
    }
}
