using Waziup.Ngsi.Sensors.Codecs;
using Waziup.Ngsi.Sensors.Codecs.SenMl;

namespace Waziup.Ngsi.Sensors.Tests.Codecs;

public sealed class SenMlCborCodecTests
{
    static readonly SenMlCborCodec Codec = new();

    /// <summary>The example of RFC 8428 section 6.</summary>
    internal static readonly byte[] Example = Vectors.Hex(
        "87 a7 21 78 1b 75 72 6e 3a 64 65 76 3a 6f 77 3a 31 30 65 32 30 37 33 61 30 31 30 38 30 30 36 3a" +
        "22 fb 41 d3 03 a1 5b 00 10 62 23 61 41 20 05 00 67 76 6f 6c 74 61 67 65 01 61 56 02 fb 40 5e 06" +
        "66 66 66 66 66 a3 00 67 63 75 72 72 65 6e 74 06 24 02 fb 3f f3 33 33 33 33 33 33 a3 00 67 63 75" +
        "72 72 65 6e 74 06 23 02 fb 3f f4 cc cc cc cc cc cd a3 00 67 63 75 72 72 65 6e 74 06 22 02 fb 3f" +
        "f6 66 66 66 66 66 66 a3 00 67 63 75 72 72 65 6e 74 06 21 02 f9 3e 00 a3 00 67 63 75 72 72 65 6e" +
        "74 06 20 02 fb 3f f9 99 99 99 99 99 9a a3 00 67 63 75 72 72 65 6e 74 06 00 02 fb 3f fb 33 33 33" +
        "33 33 33");

    [Fact]
    public void The_example_says_what_the_one_in_json_says()
    {
        var json = new SenMlJsonCodec().Read(
            """
            [{"bn":"urn:dev:ow:10e2073a0108006:","bt":1.276020076001e+09,"bu":"A","bver":5,"n":"voltage","u":"V","v":120.1},
             {"n":"current","t":-5,"v":1.2},{"n":"current","t":-4,"v":1.3},{"n":"current","t":-3,"v":1.4},
             {"n":"current","t":-2,"v":1.5},{"n":"current","t":-1,"v":1.6},{"n":"current","t":0,"v":1.7}]
            """);

        Assert.Equal(7, json.Length);
        Assert.Equal(json, Codec.Read(Example));
    }

    [Theory]
    [InlineData("81 a2 00 6161 02 18 2a", "a=42")]
    [InlineData("81 a2 00 6161 02 38 29", "a=-42")]
    [InlineData("81 a2 00 6161 02 c4 82 21 19 0a8c", "a=27")]
    [InlineData("81 a2 00 6161 02 c4 82 20 39 010e", "a=-27.1")]
    [InlineData("81 a2 00 6161 02 fa 41c80000", "a=25")]
    [InlineData("81 a2 00 6161 02 f9 3e00", "a=1.5")]
    [InlineData("81 a2 00 6161 02 1b ffffffffffffffff", "a=1.8446744073709552E+19")]
    [InlineData("81 a2 00 6161 04 f5", "a=true")]
    [InlineData("81 a2 00 6161 03 65 c3a974c3a9", "a=\"\\u00E9t\\u00E9\"")]
    [InlineData("81 a2 00 6161 08 44 686920 0a", "a=\"aGkgCg\"")]
    [InlineData("9f bf 00 6161 02 01 ff bf 00 6162 02 02 ff ff", "a=1,b=2")]
    [InlineData("d9 d9f7 81 a2 00 6161 02 01", "a=1")]
    [InlineData("81 a4 00 6161 02 01 63 6e6577 82 f6 a1 01 5f 41 00 ff 18 63 f7", "a=1")]
    [InlineData("81 a2 61 6e 6161 61 76 01", "a=1")]
    [InlineData("80", "")]
    public void Items_of_every_kind_are_read(string hex, string expected) =>
        Assert.Equal(expected, string.Join(',', Codec.Read(Vectors.Hex(hex))));

    [Theory]
    [InlineData("", 0)]
    [InlineData("a0", 0)]
    [InlineData("81 01", 1)]
    [InlineData("82 a2 00 6161 02 01", 7)]
    [InlineData("81 a2 00 6161 02 01 00", 7)]
    [InlineData("81 a2 00 62 61", 5)]
    [InlineData("81 a2 00 62 ff 61 02 01", 4)]
    [InlineData("81 a1 00 1c", 3)]
    [InlineData("81 a1 82 01 02 01", 2)]
    [InlineData("81 a2 00 6161 02 c4 82 00 41 00", 7)]
    [InlineData("81 a2 00 6161 02 c4 82 19 ffff 01", null)]
    [InlineData("81 a2 00 6161 02 f9 7c00", null)]
    [InlineData("81 a2 00 6161 02 61 31", null)]
    [InlineData("81 a2 00 6161 00 6162", null)]
    [InlineData("81 a3 00 6161 02 01 62 785f 01", null)]
    [InlineData("81 a2 00 6161 03 7f 6161 ff", null)]
    [InlineData("9b ffffffffffffffff a2 00 6161 02 01", 15)]
    [InlineData("81 a1 00 7b ffffffffffffffff", 12)]
    public void A_pack_with_a_fault_is_not_used_at_all(string hex, int? offset)
    {
        var decoded = Codec.Decode(Vectors.Hex(hex), Vectors.Received);

        Assert.NotNull(decoded.Error);
        Assert.Equal(offset, decoded.Error.Offset);
        Assert.Empty(decoded.Readings);
    }

    [Fact]
    public void What_is_passed_over_is_bounded_in_depth()
    {
        var codec = new SenMlCborCodec(new CodecLimits { MaxNesting = 5 });

        Assert.Null(codec.Decode(Vectors.Hex("81 a3 00 6161 02 01 6178 81 81 81 00"), Vectors.Received).Error);
        Assert.NotNull(codec.Decode(Vectors.Hex("81 a3 00 6161 02 01 6178 81 81 81 81 00"), Vectors.Received).Error);
        Assert.NotNull(Codec.Decode([.. Vectors.Hex("81 a3 00 6161 02 01 6178"), .. Enumerable.Repeat((byte)0x81, 100_000)], Vectors.Received).Error);
    }
}
