using System.Buffers;
using Waziup.Ngsi.Mqtt.Protocol;

namespace Waziup.Ngsi.Mqtt.Tests.Protocol;

/// <summary>What is no MQTT is refused with the reason that the standard names.</summary>
public sealed class MalformedTests
{
    [Theory]
    [InlineData(4, "00 00", ReasonCode.MalformedPacket)] // type 0
    [InlineData(4, "F0 00", ReasonCode.MalformedPacket)] // AUTH is of 5.0
    [InlineData(4, "41 02 00 01", ReasonCode.MalformedPacket)] // flags of PUBACK
    [InlineData(4, "60 02 00 01", ReasonCode.MalformedPacket)] // flags of PUBREL
    [InlineData(4, "80 00", ReasonCode.MalformedPacket)] // flags of SUBSCRIBE
    [InlineData(4, "36 00", ReasonCode.MalformedPacket)] // QoS 3
    [InlineData(4, "38 00", ReasonCode.MalformedPacket)] // repeated with QoS 0
    [InlineData(4, "30 FF FF FF FF", ReasonCode.MalformedPacket)] // length of five bytes
    [InlineData(4, "C0 80 00", ReasonCode.MalformedPacket)] // length longer than needed
    [InlineData(4, "30 FF FF FF 7F", ReasonCode.PacketTooLarge)]
    [InlineData(4, "C0 01 00", ReasonCode.MalformedPacket)] // bytes behind the end
    [InlineData(4, "40 01 00", ReasonCode.MalformedPacket)] // too short
    [InlineData(4, "40 03 00 01 00", ReasonCode.MalformedPacket)] // a reason in 3.1.1
    [InlineData(4, "40 02 00 00", ReasonCode.ProtocolError)] // identifier 0
    [InlineData(4, "32 05 00 01 61 00 00", ReasonCode.ProtocolError)] // identifier 0
    [InlineData(4, "20 02 02 00", ReasonCode.MalformedPacket)] // flags of CONNACK
    [InlineData(4, "20 02 00 06", ReasonCode.MalformedPacket)] // return code
    [InlineData(4, "20 02 01 05", ReasonCode.ProtocolError)] // refused with a session
    [InlineData(4, "30 02 00 00", ReasonCode.TopicNameInvalid)] // empty topic
    [InlineData(4, "30 03 00 01 23", ReasonCode.TopicNameInvalid)] // wildcard
    [InlineData(4, "30 03 00 05 61", ReasonCode.MalformedPacket)] // string beyond the end
    [InlineData(4, "30 03 00 01 00", ReasonCode.MalformedPacket)] // NUL
    [InlineData(4, "30 05 00 03 ED A0 80", ReasonCode.MalformedPacket)] // surrogate
    [InlineData(4, "30 04 00 02 C0 80", ReasonCode.MalformedPacket)] // overlong UTF-8
    [InlineData(4, "90 03 00 01 03", ReasonCode.MalformedPacket)] // return code of SUBACK
    [InlineData(4, "90 02 00 01", ReasonCode.MalformedPacket)] // no return code
    [InlineData(4, "82 02 00 01", ReasonCode.MalformedPacket)] // no filter
    [InlineData(4, "82 06 00 01 00 01 61 03", ReasonCode.MalformedPacket)] // QoS 3
    [InlineData(4, "82 06 00 01 00 01 61 04", ReasonCode.MalformedPacket)] // options of 5.0
    [InlineData(4, "82 07 00 01 00 02 61 2B 00", ReasonCode.TopicFilterInvalid)]
    [InlineData(4, "82 08 00 01 00 03 23 2F 61 00", ReasonCode.TopicFilterInvalid)]
    [InlineData(4, "10 0D 00 04 4D 51 54 54 03 02 00 3C 00 01 61", ReasonCode.UnsupportedProtocolVersion)]
    [InlineData(4, "10 0D 00 04 4D 51 54 55 04 02 00 3C 00 01 61", ReasonCode.UnsupportedProtocolVersion)]
    [InlineData(4, "10 0D 00 04 4D 51 54 54 04 03 00 3C 00 01 61", ReasonCode.MalformedPacket)] // reserved flag
    [InlineData(4, "10 0D 00 04 4D 51 54 54 04 0A 00 3C 00 01 61", ReasonCode.MalformedPacket)] // QoS of no will
    [InlineData(4, "10 10 00 04 4D 51 54 54 04 42 00 3C 00 01 61 00 01 70", ReasonCode.MalformedPacket)] // password, no user
    [InlineData(5, "20 03 00 01 00", ReasonCode.MalformedPacket)] // reason of others
    [InlineData(5, "30 07 00 01 61 03 23 00 01", ReasonCode.TopicAliasInvalid)]
    [InlineData(5, "30 06 00 01 61 02 01 02", ReasonCode.ProtocolError)] // a flag of 2
    [InlineData(5, "30 08 00 01 61 04 01 00 01 00", ReasonCode.ProtocolError)] // twice
    [InlineData(5, "30 06 00 01 61 02 0B 00", ReasonCode.ProtocolError)] // subscription identifier 0
    [InlineData(5, "30 05 00 01 61 01 7F", ReasonCode.MalformedPacket)] // no such property
    [InlineData(5, "30 07 00 01 61 03 21 00 01", ReasonCode.ProtocolError)] // a property of others
    [InlineData(5, "30 05 00 01 61 09 01", ReasonCode.MalformedPacket)] // properties beyond the end
    [InlineData(5, "30 08 00 01 61 04 08 00 01 2B", ReasonCode.ProtocolError)] // response topic with a wildcard
    [InlineData(5, "20 06 00 00 03 21 00 00", ReasonCode.ProtocolError)] // receive maximum 0
    [InlineData(5, "40 03 00 01 86", ReasonCode.MalformedPacket)] // reason of others
    [InlineData(5, "82 0F 00 01 00 00 09 24 73 68 61 72 65 2F 67 2F 00", ReasonCode.TopicFilterInvalid)] // share without a filter
    [InlineData(5, "82 10 00 01 00 00 0A 24 73 68 61 72 65 2F 67 2F 61 04", ReasonCode.ProtocolError)] // share without own messages
    [InlineData(5, "F0 06 18 04 16 00 01 78", ReasonCode.ProtocolError)] // data without a method
    public void It_is_refused(int version, string hex, object reason)
    {
        var input = new ReadOnlySequence<byte>(Wire.Bytes(hex));

        var fault = Assert.Throws<MqttProtocolException>(() => new PacketReader((MqttVersion)version, Wire.MaxBytes).TryRead(ref input, out _));

        Assert.Equal(reason, fault.Reason);
        Assert.NotEmpty(fault.Message);
    }

    [Fact]
    public void Strings_that_MQTT_does_not_have_are_not_written()
    {
        var output = new ArrayBufferWriter<byte>();

        foreach (var text in new[] { "a\0b", "a\uD800", "\uDC00\uFFFD", new string('x', 65_536) })
            Assert.Throws<ArgumentException>(() => new PacketWriter(MqttVersion.V5).Write(new PublishPacket(text, default, Qos.AtMostOnce), output));

        Assert.Equal(0, output.WrittenCount);
    }

    [Fact]
    public void A_packet_that_is_too_large_is_not_written()
    {
        var output = new ArrayBufferWriter<byte>();
        var writer = new PacketWriter(MqttVersion.V5) { MaxBytes = 100 };

        writer.Write(new PublishPacket("a", new byte[94], Qos.AtMostOnce), output);
        Assert.Throws<PacketTooLargeException>(() => writer.Write(new PublishPacket("a", new byte[95], Qos.AtMostOnce), output));

        Assert.Equal(100, output.WrittenCount);
    }

    [Theory]
    [InlineData("a", true, true)]
    [InlineData("/", true, true)]
    [InlineData("$SYS/x", true, true)]
    [InlineData("", false, false)]
    [InlineData("a/+/b", false, true)]
    [InlineData("+", false, true)]
    [InlineData("#", false, true)]
    [InlineData("a/#", false, true)]
    [InlineData("a#", false, false)]
    [InlineData("a/#/b", false, false)]
    [InlineData("a+/b", false, false)]
    [InlineData("$share/g/a/#", false, true)]
    [InlineData("$share/g", true, false)]
    [InlineData("$share//a", true, false)]
    [InlineData("$share/+/a", false, false)]
    public void Topics_and_filters_are_told_apart(string text, bool isTopic, bool isFilter)
    {
        Assert.Equal(isTopic, Topics.IsTopic(text));
        Assert.Equal(isFilter, Topics.IsFilter(text));
    }
}
