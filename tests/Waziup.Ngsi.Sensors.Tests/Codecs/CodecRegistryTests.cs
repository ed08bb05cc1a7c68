using Waziup.Ngsi.Json;
using Waziup.Ngsi.Sensors.Codecs;

namespace Waziup.Ngsi.Sensors.Tests.Codecs;

public sealed class CodecRegistryTests
{
    static readonly CodecRegistry Standard = CodecRegistry.Standard();

    [Theory]
    [InlineData("json", "application/json")]
    [InlineData("json-value", "application/json")]
    [InlineData("senml-json", "application/senml+json")]
    [InlineData("senml-cbor", "application/senml+cbor")]
    [InlineData("lpp", "application/x-lpp")]
    [InlineData("xlpp", "application/x-xlpp")]
    public void Codecs_are_found_by_name(string name, string mediaType)
    {
        Assert.Equal(mediaType, Standard.Find(name)?.MediaType);
        Assert.Equal(name, Standard.Find(name.ToUpperInvariant())?.Name);
    }

    [Theory]
    [InlineData("application/json", "json")]
    [InlineData("Application/JSON ; charset=utf-8", "json")]
    [InlineData("application/x-xlpp", "xlpp")]
    [InlineData("text/plain", null)]
    [InlineData("", null)]
    public void Codecs_are_found_by_content_type(string contentType, string? name) =>
        Assert.Equal(name, Standard.FindByMediaType(contentType)?.Name);

    [Fact]
    public void A_codec_can_be_added()
    {
        var own = new OwnCodec();
        var registry = Standard.With(own);

        Assert.Same(own, registry.Find("xlpp"));
        Assert.Equal(Standard.Codecs.Count + 1, registry.Codecs.Count);
        Assert.NotSame(own, Standard.Find("xlpp"));
        Assert.Null(registry.Find("none"));
    }

    [Fact]
    public void Limits_hold_for_all()
    {
        var registry = CodecRegistry.Standard(new CodecLimits { MaxPayloadBytes = 1 });

        Assert.All(registry.Codecs, codec => Assert.Contains("1 are the most", codec.Decode(new byte[2], Vectors.Received).Error?.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void Nesting_is_safe_whatever_is_set()
    {
        var registry = CodecRegistry.Standard(new CodecLimits { MaxNesting = int.MaxValue });
        byte[] json = [.. Enumerable.Repeat((byte)'[', 500_000)];
        byte[] xlpp = [0x01, .. Enumerable.Repeat((byte)0x5B, 500_000)];
        byte[] cbor = [.. Vectors.Hex("81 a1 6178"), .. Enumerable.Repeat((byte)0x81, 500_000)];

        Assert.All(registry.Codecs, codec => Assert.All([json, xlpp, cbor], payload => Assert.NotNull(codec.Decode(payload, Vectors.Received).Error)));
    }

    private sealed class OwnCodec : ICodec
    {
        public string Name => "xlpp";

        public string MediaType => "application/x-xlpp";

        public Decoded Decode(ReadOnlySpan<byte> payload, Instant received) => new([], null);
    }
}
